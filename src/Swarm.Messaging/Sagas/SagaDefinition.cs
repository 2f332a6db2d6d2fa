using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Swarm.Messaging.Sagas;

/// <summary>How one saga type is stored.</summary>
internal abstract class SagaDefinition<TSaga>
    where TSaga : class, IStoredSagaInstance
{
    /// <summary>The type's short name in keys and item ids.</summary>
    public abstract string Type { get; }

    /// <summary>Shape of the documents written now.</summary>
    public abstract int SchemaVersion { get; }

    protected abstract JsonTypeInfo<TSaga> Json { get; }

    public abstract TSaga Create(string id);

    /// <summary>How long a saga in this state is kept; null while it is open.</summary>
    public abstract TimeSpan? Retention(string state);

    /// <summary>The event a fired timer raises.</summary>
    public abstract object EventOf(DueTimer timer);

    /// <summary>True for the events that may begin a saga.</summary>
    public abstract bool Creates(object sagaEvent);

    /// <summary>The id in a message of MassTransit's; null when it knows its saga by the Guid only.</summary>
    public virtual string? IdOf(object message) => null;

    /// <summary>How long a finalised saga is kept when <see cref="Retention"/> does not say: longer than any redelivery, or a late message would begin it anew.</summary>
    public virtual TimeSpan Tombstone => TimeSpan.FromHours(24);

    /// <summary>The id of a saga that is known by a Guid. Sagas named by strings derive their Guid from the id, and there is no way back.</summary>
    public string IdOf(Guid correlationId)
    {
        var id = correlationId.ToString("N");
        return Create(id).CorrelationId == correlationId ? id : throw new NotSupportedException(
            $"There is no way from the correlation id {correlationId} to a saga of type {Type}: it is named by a string. "
            + $"Look it up by that id, or let {GetType().Name}.IdOf find it in the message.");
    }

    public SagaKey Key(string id) => new(Type, id);

    public ReadOnlyMemory<byte> Write(TSaga saga) => JsonSerializer.SerializeToUtf8Bytes(saga, Json);

    /// <summary>Reads a document, bringing an older shape up to the present one first.</summary>
    /// <exception cref="SagaSchemaException">It is of a newer host.</exception>
    /// <exception cref="SagaDamagedException">It is no document of such a saga.</exception>
    public TSaga Read(StoredSaga stored)
    {
        if (stored.Damage is { } damage)
            throw damage;
        if (stored.SchemaVersion > SchemaVersion)
            throw new SagaSchemaException(stored.Key, stored.SchemaVersion, SchemaVersion);
        try
        {
            var document = stored.SchemaVersion == SchemaVersion ? stored.Document : Upgrade(stored);
            return JsonSerializer.Deserialize(document.Span, Json) is { CurrentState.Length: > 0 } saga
                ? saga : throw new InvalidOperationException("it names no state");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new SagaDamagedException(stored.Key, stored.Place, $"its document cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Rewrites a document of an older shape. There is none before 1.</summary>
    protected virtual ReadOnlyMemory<byte> Upgrade(StoredSaga stored) => stored.Document;
}
