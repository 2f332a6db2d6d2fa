using System.Collections.Concurrent;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Swarms.Work;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Cli.Http;

/// <summary>Callers who wait for the end of a task on any host, of a swarm's whichever assignment of it is executed: one subscription for all of them. A hint wakes, the task tells.</summary>
internal sealed class TaskWaits(ISagaStore store, ITaskAccess tasks, TimeProvider time, IHostApplicationLifetime lifetime) : IHostedService
{
    public const int LongestSeconds = 3_600;

    /// <summary>A hint may be missed while the store is away, so the saga is looked at now and then anyway.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, TaskCompletionSource> waiting = new(StringComparer.Ordinal);
    private IAsyncDisposable? subscription;

    public async Task StartAsync(CancellationToken cancellationToken) => subscription = await store.ListenForEndsAsync(Ended, cancellationToken).ConfigureAwait(false);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (subscription is not null)
            await subscription.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Returns when the task has ended, does not exist, the time is over or the host stops.</summary>
    public async Task EndAsync(string taskId, TimeSpan atMost, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation, lifetime.ApplicationStopping);
        try
        {
            while (true)
            {
                // First the ear, then the look: an end in between is heard.
                var hint = waiting.GetOrAdd(taskId, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
                if (await tasks.GetAsync(taskId, includePayload: false, either.Token).ConfigureAwait(false) is not { } task || TaskStates.IsEnd(task.State))
                {
                    waiting.TryRemove(new(taskId, hint));
                    hint.TrySetResult(); // others who wait look for themselves
                    return;
                }

                await hint.Task.WaitAsync(LookAgain, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                either.Token.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The caller gets the state as it is.
        }
    }

    private void Ended(SagaKey key)
    {
        if (key.Type != TaskDefinition.TypeName)
            return;
        foreach (var id in new[] { key.Id, WorkIds.Read(key.Id).TaskId }.Distinct())
        {
            if (waiting.TryRemove(id, out var hint))
                hint.TrySetResult();
        }
    }
}
