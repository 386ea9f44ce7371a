#!/bin/sh
# Speaks the digits of the security code with espeak-ng and writes them as 8 kHz, 8 bit, mono.
# Needs espeak-ng and sox; the clips are committed, so only whoever changes the voices runs this.
set -eu
cd "$(dirname "$0")"
say() { # language variant digit words
    mkdir -p "$1/$3"
    espeak-ng -v "$1+$2" -s 130 -a 160 "$4" --stdout |
        sox -t wav - -r 8000 -b 8 -c 1 -e unsigned-integer "$1/$3/$2.wav" norm -3 silence 1 0.01 1% reverse silence 1 0.01 1% reverse
}
for voice in m3 f2; do
    set -- hai ba bốn năm sáu bảy tám chín
    for digit in 2 3 4 5 6 7 8 9; do say vi "$voice" "$digit" "$1"; shift; done
    set -- two three four five six seven eight nine
    for digit in 2 3 4 5 6 7 8 9; do say en "$voice" "$digit" "$1"; shift; done
done
