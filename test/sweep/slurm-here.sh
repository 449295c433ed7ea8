#!/bin/bash
# Slurm on this machine alone, for tests: slurm-here.sh start FOLDER [NODE...] | kill FOLDER NODE | stop FOLDER
# Without names the machine is the one node. With names there are as many, each with a host name and processes of its own (namespaces), a core and a port on loopback.
# Needs root, and slurm-wlm and munge: apt-get install -y --no-install-recommends slurm-wlm munge
# Everything it writes is in FOLDER (and munge's socket in /run/munge); the commands of Slurm find it with SLURM_CONF=FOLDER/slurm.conf.
# OWNER_PID=N: all ends with process N, however that ends.
set -euo pipefail

folder=$(realpath -m "$2")
nodes=("${@:3}")

start() {
  local host
  host=$(hostname -s)
  mkdir -p "$folder"/{state,spool} /run/munge
  if ! munge --no-input > /dev/null 2>&1; then
    chown munge:munge /run/munge
    runuser -u munge -- /usr/sbin/munged
    touch "$folder/munge-is-ours"
  fi
  cat > "$folder/slurm.conf" <<CONF
ClusterName=loop
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
SlurmctldPort=6817
SlurmdPort=6818
SlurmdTimeout=10
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool/%n
SlurmctldPidFile=$folder/ctld.pid
SlurmdPidFile=$folder/d.pid
SlurmctldLogFile=$folder/ctld.log
SlurmdLogFile=$folder/d-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
MpiDefault=none
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=2
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
MaxArraySize=${MAX_ARRAY_SIZE:-10001}
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny,NoAddrCache
$(node_lines "$host")
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
  export SLURM_CONF=$folder/slurm.conf
  if [ -n "${OWNER_PID:-}" ]; then stop_with "$OWNER_PID" < /dev/null > /dev/null 2>&1 & fi
  slurmctld
  if [ ${#nodes[@]} = 0 ]; then slurmd -N "$host"; fi
  for node in "${nodes[@]}"; do start_node "$node"; done
  for _ in $(seq 60); do
    if [ "$(sinfo --noheader --Node --format=%T 2> /dev/null | sort -u)" = idle ]; then return; fi
    sleep 0.5
  done
  echo 'Slurm did not become idle' >&2
  tail -n 5 "$folder"/*.log >&2
  exit 1
}

node_lines() {
  local port=6818
  if [ ${#nodes[@]} = 0 ]; then echo "NodeName=$1 NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=1000 State=UNKNOWN"; fi
  for node in "${nodes[@]}"; do
    echo "NodeName=$node NodeAddr=127.0.0.1 Port=$((port++)) CPUs=1 RealMemory=1000 State=UNKNOWN"
  done
}

# slurmd is the first process of its node: where it is killed, the node's other processes are, as when a machine loses power. It asks for the address of its host name.
start_node() {
  { cat /etc/hosts; echo "127.0.0.1 ${nodes[*]}"; } > "$folder/hosts"
  unshare --uts --mount --pid --fork --mount-proc --kill-child \
    bash -c 'mount --bind "$1/hosts" /etc/hosts; hostname "$2"; exec slurmd -D -N "$2"' node "$folder" "$1" < /dev/null > /dev/null 2>&1 &
  echo $! > "$folder/node-$1.pid"
}

kill_node() {
  kill -KILL "$(cat "$folder/node-$1.pid")" 2> /dev/null || true
  rm -f "$folder/node-$1.pid"
}

stop_with() {
  while kill -0 "$1" 2> /dev/null && [ -d "$folder" ]; do sleep 1; done
  if [ -d "$folder" ]; then stop; fi
}

stop() {
  export SLURM_CONF=$folder/slurm.conf
  scancel --quiet --state=PENDING,RUNNING --user=root 2> /dev/null || true
  for file in "$folder"/node-*.pid; do
    if [ -f "$file" ]; then kill_node "$(basename "$file" .pid | cut -c 6-)"; fi
  done
  for daemon in d ctld; do end "$folder/$daemon.pid"; done
  if [ -f "$folder/munge-is-ours" ]; then end /run/munge/munged.pid; fi
}

# Ends the process that a file names, and waits until it has ended (it may stay as a zombie where nobody reaps it).
end() {
  local pid
  if [ ! -f "$1" ]; then return; fi
  pid=$(cat "$1")
  kill "$pid" 2> /dev/null || true
  for _ in $(seq 100); do
    if ! grep -q '^State:[[:space:]]*[^ZX]' "/proc/$pid/status" 2> /dev/null; then return; fi
    sleep 0.1
  done
}

case $1 in
  start) start ;;
  kill) kill_node "$3" ;;
  stop) stop ;;
  *) echo 'slurm-here.sh start FOLDER [NODE...] | kill FOLDER NODE | stop FOLDER' >&2; exit 2 ;;
esac
