using Swarm.Messaging.Status;

namespace Swarm.Messaging.Wasm.Recovery.History;

/// <summary>The area <c>errors</c>: statistics, and the newest failures.</summary>
internal sealed class ErrorsStatus(RecoverySnapshots snapshots) : IStatusSource
{
    private const int Newest = 10;

    public string Area => "errors";

    public async Task<object> ReportAsync(CancellationToken cancellation)
    {
        var (figures, history) = await snapshots.ReadAsync(cancellation).ConfigureAwait(false);
        return new
        {
            figures.TotalErrors,
            figures.RecoveredErrors,
            figures.FallbackActivated,
            figures.PanicsHandled,
            figures.CriticalFailures,
            figures.AvgRecoveryTime,
            figures.ErrorsByType,
            figures.ErrorsByInstance,
            figures.ActiveRecoveries,
            figures.ErrorHistorySize,
            figures.RecoveryRate,
            figures.FallbackRate,
            Newest = history.Take(Newest),
        };
    }
}
