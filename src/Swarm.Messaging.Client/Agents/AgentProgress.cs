using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Client.Agents;

/// <summary>Passes on at most four progress reports a second of one attempt; what comes faster is dropped.</summary>
internal sealed class AgentProgress(AgentAttempt attempt, AgentReports reports, TimeProvider time)
{
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private long last;

    public void Report(double? fraction, string? text)
    {
        lock (gate)
        {
            if (attempt.ReportedAt != 0 || (last != 0 && time.GetElapsedTime(last) < Gap))
                return;
            last = time.GetTimestamp();
        }

        reports.Send(attempt.Report(ReportKinds.Progressed) with
        {
            // What is no number cannot be said: 0 of 0 is done.
            Fraction = fraction is { } f && !double.IsNaN(f) ? Math.Clamp(f, 0, 1) : null,
            Text = text is { Length: > 200 } ? text[..200] : text,
        });
    }
}
