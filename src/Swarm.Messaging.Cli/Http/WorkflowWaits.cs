using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Cli.Http;

/// <summary>Callers who follow a run: its version says whether anything happened, on whichever host.</summary>
internal sealed class WorkflowWaits(ISagaStore store, WorkflowDefinition definition, TimeProvider time, IHostApplicationLifetime lifetime)
{
    public const int LongestSeconds = 60;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    /// <summary>Returns when the run is past the version, has ended, does not exist, the time is over or the host stops.</summary>
    public async Task ChangeAsync(string executionId, long since, TimeSpan atMost, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation, lifetime.ApplicationStopping);
        try
        {
            while (await store.LoadAsync(definition.Key(executionId), either.Token).ConfigureAwait(false) is { } stored
                && stored.Version <= since && !WorkflowStates.IsEnd(stored.State))
                await Task.Delay(LookAgain, time, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The caller gets the run as it is.
        }
    }
}
