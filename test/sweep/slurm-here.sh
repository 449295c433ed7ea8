#!/bin/bash
# Slurm on this machine alone, for tests: slurm-here.sh start FOLDER | stop FOLDER
# Needs root, and slurm-wlm and munge: apt-get install -y --no-install-recommends slurm-wlm munge
# Everything it writes is in FOLDER (and munge's socket in /run/munge); the commands of Slurm find it with SLURM_CONF=FOLDER/slurm.conf.
set -euo pipefail

folder=$(realpath -m "$2")

start() {
  local host cpus
  host=$(hostname -s)
  cpus=$(nproc)
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
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/ctld.pid
SlurmdPidFile=$folder/d.pid
SlurmctldLogFile=$folder/ctld.log
SlurmdLogFile=$folder/d.log
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
NodeName=$host NodeAddr=127.0.0.1 CPUs=$cpus RealMemory=1000 State=UNKNOWN
PartitionName=main Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
  export SLURM_CONF=$folder/slurm.conf
  slurmctld
  slurmd -N "$host"
  for _ in $(seq 60); do
    if sinfo --noheader --format=%T 2> /dev/null | grep -q idle; then return; fi
    sleep 0.5
  done
  echo 'Slurm did not become idle' >&2
  tail -n 5 "$folder"/*.log >&2
  exit 1
}

stop() {
  export SLURM_CONF=$folder/slurm.conf
  scancel --quiet --state=PENDING,RUNNING --user=root 2> /dev/null || true
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
  stop) stop ;;
  *) echo 'slurm-here.sh start FOLDER | stop FOLDER' >&2; exit 2 ;;
esac
