#!/bin/sh
# Areas of the buffers: builds the CACTI of a checkout of github.com/RuokaiYin/SATA_Sim (commit d447058) in a scratch folder and runs it on the
# tool's own configuration. Energies and leakage must be those of its results/mem-stat.yaml; nothing of it is kept here.
#
#     sh make-buffer-areas.sh CHECKOUT
set -e
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp -r "$1/cacti" "$scratch/cacti"
cd "$scratch/cacti"
rm -rf obj_dbg cacti
make opt > /dev/null 2>&1
for buffer in 'input/output 32768' 'weight 147456'; do
  set -- $buffer
  sed "s/-size (bytes) y/-size (bytes) $2/; s/-UCA bank count z/-UCA bank count 2/; s/-block size (bytes) i/-block size (bytes) 32/" sram-config/sram-config.cfg > one.cfg
  echo "$1 buffer, $2 bytes"
  ./cacti -infile one.cfg | grep -E 'Total dynamic (read|write) energy per access|Total leakage power of a bank \(|height x width'
done
