using Microsoft.Extensions.Time.Testing;
using Swarm.Messaging.Processes;
using Swarm.Messaging.Workers;
using Swarm.Messaging.Workers.Health;
using Swarm.Messaging.Workers.Pool;
using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Tests.Workers;

/// <summary>The pool's decisions on a clock of the test, with workers that do what they are told: days pass in a moment.</summary>
internal sealed class SimulatedPool
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    private readonly List<PoolEffect> effects = [];
    private readonly Dictionary<Slot, Process> processes = [];
    private readonly Dictionary<PoolTask, WorkerOutcome> outcomes = [];
    private readonly List<(TimeSpan At, Action Do)> due = [];

    public SimulatedPool(WorkersOptions? options = null)
    {
        Options = options ?? new WorkersOptions { PoolSize = 5, MinWorkers = 1 };
        var number = 0;
        Core = new PoolCore(Options, new FakeTimeProvider().GetUtcNow(), () => $"lease{++number}") { Observed = true };
        Act(c => c.Start(Now));
    }

    public PoolCore Core { get; }

    public WorkersOptions Options { get; }

    public TimeSpan Now { get; private set; }

    public List<(TimeSpan At, WorkerPoolEvent Event)> Events { get; } = [];

    public List<(TimeSpan At, string WorkerId, UnixSignal Signal)> Signals { get; } = [];

    public List<(TimeSpan At, WorkerCondition Condition)> Conditions { get; } = [];

    public List<(string TaskId, TimeSpan At)> Starts { get; } = [];

    /// <summary>How long a new process takes to be ready; null: it exits at once with this code.</summary>
    public Func<Slot, TimeSpan?> Boots { get; set; } = _ => TimeSpan.FromMilliseconds(500);

    /// <summary>How long a task takes; null: for ever.</summary>
    public Func<PoolTask, TimeSpan?> Takes { get; set; } = _ => TimeSpan.FromMilliseconds(500);

    public bool ObeysSignals { get; set; } = true;

    public IEnumerable<TimeSpan> When(string type, string? workerId = null) =>
        Events.Where(e => e.Event.Type == type && (workerId is null || e.Event.WorkerId == workerId)).Select(e => e.At);

    /// <summary>It must have ended; a second end of the same task throws when it comes.</summary>
    public WorkerOutcome OutcomeOf(PoolTask task) => outcomes[task];

    public Slot Slot(string id) => Core.Slots.Single(s => s.Id == id);

    public PoolTask Submit(string id, int rank = 10, TimeSpan? timeout = null, string type = "work")
    {
        var task = new PoolTask { Id = id, Type = type, Rank = rank, Timeout = timeout ?? TimeSpan.FromMinutes(5) };
        Act(c => c.Submit(task, Now));
        return task;
    }

    public void Act(Action<PoolCore> act)
    {
        act(Core);
        Core.TakeEffects(effects);
        var now = effects.ToList();
        effects.Clear();
        now.ForEach(Do);
    }

    public void Advance(TimeSpan span)
    {
        var end = Now + span;
        while (Now < end)
        {
            Now += Step;
            foreach (var one in due.Where(d => d.At <= Now).ToList())
            {
                due.Remove(one);
                one.Do();
            }

            foreach (var (slot, process) in processes.Where(p => !p.Value.Frozen).ToList())
            {
                if (process.IsReady && Now - process.LastBeat >= Options.HeartbeatInterval)
                {
                    process.LastBeat = Now;
                    Act(c => c.Heartbeat(slot, process.Incarnation, process.Vitals, Now));
                }
            }

            Act(c => c.Tick(Now));
        }
    }

    /// <summary>SIGSTOP.</summary>
    public void Freeze(string id) => processes[Slot(id)].Frozen = true;

    public void Thaw(string id) => processes[Slot(id)].Frozen = false;

    public void Vitals(string id, WorkerVitals vitals) => processes[Slot(id)].Vitals = vitals;

    public void Crash(string id, int code = 137)
    {
        var slot = Slot(id);
        if (processes.Remove(slot, out var process))
            Act(c => c.Exited(slot, process.Incarnation, code, Now));
    }

    private void Do(PoolEffect effect)
    {
        switch (effect)
        {
            case PoolEffect.Spawn spawn:
                Spawn(spawn.Slot, spawn.Incarnation);
                break;
            case PoolEffect.Execute run:
                Starts.Add((run.Task.Id, Now));
                Run(run.Slot, processes[run.Slot], run.Task, run.Task.Token!);
                break;
            case PoolEffect.Shutdown down when ObeysSignals && !processes[down.Slot].Frozen:
                processes[down.Slot].Leaving = true;
                if (down.Slot.Current is null)
                    due.Add((Now + Step, () => Crash(down.Slot.Id, 0)));
                break;
            case PoolEffect.Signal signal:
                Signals.Add((Now, signal.Slot.Id, signal.Which));
                if (signal.Which == UnixSignal.Kill)
                    due.Add((Now, () => Crash(signal.Slot.Id)));
                break;
            case PoolEffect.Settle settle:
                outcomes.Add(settle.Task, settle.Outcome);
                settle.Task.Settle(settle.Outcome);
                break;
            case PoolEffect.Tell tell:
                Events.Add((Now, tell.Event));
                break;
            case PoolEffect.Alert alert:
                Conditions.Add((Now, alert.Condition));
                break;
        }
    }

    private void Spawn(Slot slot, int incarnation)
    {
        var process = processes[slot] = new Process(incarnation) { LastBeat = Now };
        if (Boots(slot) is not { } boots)
        {
            due.Add((Now + Step, () => Crash(slot.Id, 3)));
            return;
        }

        due.Add((Now + boots, () =>
        {
            process.IsReady = true;
            Act(c => c.Ready(slot, incarnation, ["work"], Now));
        }
        ));
    }

    private void Run(Slot slot, Process process, PoolTask task, string token)
    {
        if (Takes(task) is not { } takes)
            return;
        due.Add((Now + takes, End));

        void End()
        {
            if (process.Frozen)
            {
                due.Add((Now + Step, End));
                return;
            }

            Act(c => c.TaskEnded(slot, process.Incarnation, token, new WorkerOutcome.Completed("1"u8.ToArray()), takes.TotalMilliseconds, Now));
            if (process.Leaving)
                due.Add((Now + Step, () => Crash(slot.Id, 0)));
        }
    }

    private sealed class Process(int incarnation)
    {
        public int Incarnation => incarnation;

        public bool IsReady { get; set; }

        public bool Frozen { get; set; }

        public bool Leaving { get; set; }

        public TimeSpan LastBeat { get; set; }

        public WorkerVitals Vitals { get; set; } = new(50 << 20, null);
    }
}
