using Swarm.Messaging.Worker.Wire;
using Swarm.Messaging.Workers.Children;
using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Workers.Pool;

/// <summary>From what workers do to decisions. Called on the workers' reading threads.</summary>
internal sealed partial class WorkerPool : IWorkerListener
{
    void IWorkerListener.Started(WorkerChild child, int pid) =>
        Act(static (core, _, who) => core.ProcessStarted(who.child.Slot, who.child.Incarnation, who.pid), (child, pid));

    void IWorkerListener.Said(WorkerChild child, in WorkerMessage message)
    {
        switch (message.Type)
        {
            case WireTypes.TaskComplete:
                Ended(child, message, WorkerResult.Judge(message.Result ?? "null"u8.ToArray()));
                break;
            case WireTypes.TaskFailed:
                Ended(child, message, new WorkerOutcome.Failed(message.Code ?? "error", message.Message ?? "The worker gave no reason.", message.Stack, message.Retryable));
                break;
            case WireTypes.WorkerReady:
                Act(static (core, now, said) => core.Ready(said.child.Slot, said.child.Incarnation, said.Types, now), (child, message.Types));
                break;
            case WireTypes.Heartbeat:
                Act(static (core, now, said) => core.Heartbeat(said.child.Slot, said.child.Incarnation, said.Vitals, now), (child, message.Vitals));
                break;
            case WireTypes.TaskProgress:
                Act(
                    static (core, _, said) => core.Progressed(said.child.Slot, said.child.Incarnation, said.LeaseToken, said.Fraction, said.Message),
                    (child, message.LeaseToken, message.Fraction, message.Message));
                break;
            case WireTypes.HighMemoryWarning:
                Act(static (core, now, said) => Warned(core, said.child, said.MemoryMb, now), (child, message.MemoryMb));
                break;
            case WireTypes.WorkerLog:
                ((IWorkerListener)this).Logged(child, message.Level ?? "info", message.Message ?? "");
                break;
            case WireTypes.WorkerError:
                Tell(new WorkerPoolEvent(WorkerPoolEvents.WorkerError)
                {
                    Timestamp = time.GetUtcNow(), WorkerId = child.Slot.Id, Pid = child.Slot.Pid, Error = message.Code, Message = message.Message,
                });
                break;
        }
    }

    void IWorkerListener.Violated(WorkerChild child, string what) =>
        Act(static (core, now, said) => core.Violated(said.child.Slot, said.child.Incarnation, said.what, now), (child, what));

    void IWorkerListener.Logged(WorkerChild child, string level, string line) => Tell(new WorkerPoolEvent(WorkerPoolEvents.WorkerLog)
    {
        Timestamp = time.GetUtcNow(), WorkerId = child.Slot.Id, Level = level, Message = line,
    });

    void IWorkerListener.Exited(WorkerChild child, int code, string? why, string? lastWords) => Act(
        static (core, now, gone) => core.Exited(gone.child.Slot, gone.child.Incarnation, gone.code, now, gone.why, gone.lastWords), (child, code, why, lastWords));

    private void Ended(WorkerChild child, in WorkerMessage message, WorkerOutcome outcome) => Act(
        static (core, now, end) => core.TaskEnded(end.child.Slot, end.child.Incarnation, end.LeaseToken, end.outcome, end.DurationMs, now),
        (child, message.LeaseToken, outcome, message.DurationMs));

    private static void Warned(PoolCore core, WorkerChild child, double memoryMb, TimeSpan now)
    {
        if (child.Slot.Incarnation == child.Incarnation)
            core.HighMemory(child.Slot, memoryMb, now);
    }
}
