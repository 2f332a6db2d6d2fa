using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Execution;

/// <summary>Passes on at most four progress reports a second of one attempt; what comes faster is dropped.</summary>
internal sealed class ProgressReporter(HeldAttempt attempt, ReportSender reports, TimeProvider time) : IProgress<ExecutionProgress>
{
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private long last;

    public void Report(ExecutionProgress value)
    {
        lock (gate)
        {
            if (last != 0 && time.GetElapsedTime(last) < Gap)
                return;
            last = time.GetTimestamp();
        }

        reports.Send(attempt.TargetId, new TaskReport
        {
            TaskId = attempt.Task.TaskId,
            LeaseToken = attempt.Token,
            Attempt = attempt.Task.Attempt,
            Kind = ReportKinds.Progressed,
            Fraction = value.Fraction is { } f ? Math.Clamp(f, 0, 1) : null,
            Text = value.Text is { Length: > 200 } text ? text[..200] : value.Text,
        });
    }
}
