using Microsoft.Extensions.Logging;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Sagas.Repository;

/// <summary>The one commit, as the item path makes it, and what it emitted on its way.</summary>
internal sealed partial class RepositoryCommits<TSaga>(
    SagaDefinition<TSaga> definition,
    SagaMachine<TSaga> machine,
    ISagaStore store,
    OutboxDispatcher outbox,
    CommitWatch watch,
    ITransitionLog transitions,
    TimeProvider time,
    ILogger<RepositoryCommits<TSaga>> log)
    where TSaga : class, IStoredSagaInstance
{
    /// <returns>What it emitted; null when the commit was refused: start over from a fresh load.</returns>
    public async Task<CommittedOutbox?> CommitAsync(
        RepositoryTry<TSaga> @try, Type message, string inboxId, CancellationToken cancellation)
    {
        var (saga, effects) = (@try.Changed!, @try.Effects);
        effects.EndItem(machine.NameOf(message), @try.From, saga);
        var commit = CommitComposer.Compose(definition, saga, @try.LoadedVersion, [inboxId], effects, @try.Finalised);
        var begun = time.GetTimestamp();
        switch (await store.CommitAsync(commit, cancellation).ConfigureAwait(false))
        {
            case CommitResult.Committed committed:
                watch.Tell(new SeenCommit(definition.Type, saga, effects.Transitions, time.GetElapsedTime(begun)));
                transitions.Write(definition.Type, saga, effects, @try.From);
                return new CommittedOutbox(new StoredOutboxId(commit.Key, committed.Version), committed.OutboxPlace, effects.Emissions, effects.Payload, effects.Result);
            case CommitResult.AlreadyApplied:
                // An earlier delivery, or our own commit whose answer was lost: what that one emitted is the relay's.
                return new CommittedOutbox(new StoredOutboxId(commit.Key, @try.LoadedVersion), null, []);
            default:
                return null;
        }
    }

    /// <summary>What cannot leave now is in the outbox: the commit stands, and the relay sends it.</summary>
    public async Task DispatchAsync(CommittedOutbox commit, CancellationToken cancellation)
    {
        if (commit.Emissions.Count == 0)
            return;
        try
        {
            await outbox.DispatchAsync([commit], cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            NotSent(definition.Type, commit.Id.Key.Id, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What {SagaType} {SagaId} emitted could not leave; it is stored and will be sent again")]
    private partial void NotSent(string sagaType, string sagaId, Exception exception);
}
