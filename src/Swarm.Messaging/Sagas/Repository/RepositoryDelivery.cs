using MassTransit;
using MassTransit.Saga;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Sagas.Repository;

/// <summary>
/// Applies single messages: load, MassTransit's pipeline with everything captured, one commit, then what was captured leaves.
/// A refused commit starts over from a fresh load; until the commit nothing has happened.
/// </summary>
internal sealed partial class RepositoryDelivery<TSaga>(
    SagaDefinition<TSaga> definition,
    SagaMachine<TSaga> machine,
    ISagaStore store,
    RepositoryCommits<TSaga> commits,
    BusSender bus,
    TimeProvider time,
    ILogger<RepositoryDelivery<TSaga>> log)
    where TSaga : class, IStoredSagaInstance
{
    /// <summary>Refused commits in a row after which something else than a race must be wrong.</summary>
    private const int MaxRefusals = 1_000;

    /// <summary>Unknown outcomes in a row (the store did not answer) before the message is given back to the bus.</summary>
    private const int MaxUnknown = 8;

    public async Task DeliverAsync<T>(
        ConsumeContext<T> context, IPipe<SagaRepositoryContext<TSaga, T>> next, RepositoryScope<TSaga> scope)
        where T : class
    {
        var id = SagaIdIn.Message(definition, context);
        // Without an id of its own the message cannot be known again, but the tries of this handling can.
        // One message may raise several events, by the types it implements: each is applied once.
        var inboxId = $"msg:{context.MessageId ?? NewId.NextGuid():N}:{machine.NameOf(typeof(T))}";
        var unknown = 0;
        for (var refusals = 0; refusals < MaxRefusals; refusals++)
        {
            try
            {
                if (await TryOnceAsync(context, next, scope, id, inboxId).ConfigureAwait(false))
                    return;
            }
            catch (StoreSilentException e) when (unknown++ < MaxUnknown && !context.CancellationToken.IsCancellationRequested)
            {
                // The commit may have happened or not: a fresh load and the inbox tell.
                OutcomeUnknown(definition.Type, id, unknown, e.InnerException!);
                await Task.Delay(TimeSpan.FromMilliseconds(50 * unknown * unknown), time, context.CancellationToken).ConfigureAwait(false);
            }
        }

        throw new InvalidOperationException(
            $"The commit of {definition.Key(id)} for the message {context.MessageId} ({typeof(T).Name}) was refused {MaxRefusals} times in a row.");
    }

    /// <returns>False when the commit was refused.</returns>
    private async Task<bool> TryOnceAsync<T>(
        ConsumeContext<T> context, IPipe<SagaRepositoryContext<TSaga, T>> next, RepositoryScope<TSaga> scope, string id, string inboxId)
        where T : class
    {
        var cancellation = context.CancellationToken;
        var (stored, applied) = await AskStoreAsync(() => LoadAsync(definition.Key(id), inboxId, cancellation)).ConfigureAwait(false);
        if (applied)
        {
            Repeated(definition.Type, id, inboxId);
            return true;
        }

        var saga = stored is null ? null : definition.Read(stored);
        if (stored is not null && machine.IsFinal(stored.State) && !machine.TakesWhenFinal(typeof(T)))
        {
            if (machine.Begins(typeof(T)))
            {
                Late(definition.Type, id, typeof(T).Name);
                return true;
            }

            // For everybody else a finalised saga is a missing one.
            saga = null;
        }

        var @try = new RepositoryTry<TSaga>(id, stored, saga, definition, time.GetUtcNow());
        var captured = new CapturingConsumeContext<T>(context, scope.Services, time);
        using (scope.Enter(captured))
            await next.Send(new RepositoryContext<TSaga, T>(captured, @try, scope.Contexts)).ConfigureAwait(false);

        if (@try.Changed is null)
        {
            // A missing saga's handler, or an event that only reads: no commit carries what it sent, a redelivery does.
            await bus.SendAsync(captured.Messages, cancellation).ConfigureAwait(false);
            return true;
        }

        if (@try.Effects.Answer is { } answer && context.ResponseAddress is not null)
            await captured.RespondAsync(answer).ConfigureAwait(false);
        foreach (var message in captured.Messages)
            @try.Effects.Emit(new Emission.ToBus(message));
        var committed = await AskStoreAsync(() => commits.CommitAsync(@try, typeof(T), inboxId, cancellation)).ConfigureAwait(false);
        if (committed is null)
            return false;
        await commits.DispatchAsync(committed, cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>One round trip. The mark is asked for last: a message not marked cannot be in the document loaded.</summary>
    private async Task<(StoredSaga? Stored, bool Applied)> LoadAsync(SagaKey key, string inboxId, CancellationToken cancellation)
    {
        var stored = store.LoadAsync(key, cancellation);
        var applied = store.IsAppliedAsync(key, inboxId, cancellation);
        await Task.WhenAll(stored, applied).ConfigureAwait(false);
        return (await stored.ConfigureAwait(false), await applied.ConfigureAwait(false));
    }

    /// <summary>Tells the store's silence from the same exceptions thrown by a saga.</summary>
    private async Task<TResult> AskStoreAsync<TResult>(Func<Task<TResult>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (Exception e) when (store.IsOutcomeUnknown(e))
        {
            throw new StoreSilentException(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store did not answer for {SagaType} {SagaId} (try {Try}): looking again")]
    private partial void OutcomeUnknown(string sagaType, string sagaId, int @try, Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{SagaType} {SagaId} has applied {ItemId} before")]
    private partial void Repeated(string sagaType, string sagaId, string itemId);

    [LoggerMessage(Level = LogLevel.Information, Message = "{SagaType} {SagaId} is finalised: a {MessageType} that came late does not begin it anew")]
    private partial void Late(string sagaType, string sagaId, string messageType);
}
