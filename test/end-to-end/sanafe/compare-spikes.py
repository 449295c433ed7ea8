"""Compares spikes, line for line: ours (`synaptile run ... --spikes OURS.csv`) with SANA-FE's (spikes.csv, or score.py --spikes).

python3 compare-spikes.py OURS.csv SANAFE.csv

SANA-FE counts timesteps from 1; a group whose name is a number n is the population nN here. Exit 1 where a line differs.
"""
import csv
import sys

ours, theirs = ([*csv.reader(open(file))][1:] for file in sys.argv[1:3])
one = sorted((population, int(index), int(step) + 1) for population, step, index in ours)
other = sorted((f"n{group}" if group.isdigit() else group, int(index), int(step)) for neuron, step in theirs for group, index in [neuron.rsplit(".", 1)])
missing, added = set(other) - set(one), set(one) - set(other)
for name, lines in (("only SANA-FE has", missing), ("only we have", added)):
    for line in sorted(lines, key=lambda entry: entry[2])[:10]:
        print(name, *line)
print(len(one), "spikes here,", len(other), "there,", len(missing) + len(added), "lines differ")
sys.exit(len(missing) + len(added) > 0 or len(one) != len(other))
