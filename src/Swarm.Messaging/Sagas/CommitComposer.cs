using System.Text.Json;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Sagas;

/// <summary>Turns a saga and its effects into the one write.</summary>
internal static class CommitComposer
{
    public static SagaCommit Compose<TSaga>(
        SagaDefinition<TSaga> definition, TSaga saga, long loadedVersion, IReadOnlyList<string> inbox, SagaEffects effects, bool finalised = false,
        IReadOnlyCollection<string>? openTimers = null)
        where TSaga : class, IStoredSagaInstance
    {
        var retention = definition.Retention(saga.CurrentState) ?? (finalised ? definition.Tombstone : null);
        return new SagaCommit
        {
            Key = definition.Key(saga.Id),
            ExpectedVersion = loadedVersion,
            Inbox = inbox,
            State = saga.CurrentState,
            Client = saga.Client,
            SchemaVersion = definition.SchemaVersion,
            Document = definition.Write(saga),
            Timeline = [.. effects.Transitions.Select(t =>
                (ReadOnlyMemory<byte>)JsonSerializer.SerializeToUtf8Bytes(t, SagaJson.Default.Transition))],
            Payload = effects.Payload,
            Result = effects.Result,
            Appends = effects.Appends,
            Fields = effects.Fields,
            // A bare null would become an empty entry: null converts to an empty memory as well.
            Outbox = effects.Emissions.Count == 0 ? default(ReadOnlyMemory<byte>?) : OutboxJson.Write(effects.Emissions),
            TimersSet = retention is null ? [.. effects.TimersSet.Select(t => new TimerSet(t.Key, t.Value))] : [],
            TimersCleared = [.. effects.TimersCleared],
            OpenTimers = openTimers,
            Retain = retention,
            Ended = retention is not null,
        };
    }
}
