namespace Swarm.Messaging.Sagas.Repository;

/// <summary>One try at one message: what was loaded, and what the state machine made of it. Nothing here has happened until the commit.</summary>
internal sealed class RepositoryTry<TSaga>(string id, StoredSaga? stored, TSaga? saga, SagaDefinition<TSaga> definition, DateTimeOffset now)
    where TSaga : class, IStoredSagaInstance
{
    private readonly string? from = saga?.CurrentState;

    public SagaEffects Effects { get; } = new((stored?.Version ?? 0) + 1, now);

    public long LoadedVersion => stored?.Version ?? 0;

    /// <summary>State before the message; null for a new saga.</summary>
    public string? From => from;

    /// <summary>The saga that is there; null when there is none, or only the tombstone of one.</summary>
    public TSaga? Loaded => saga;

    /// <summary>What is to be committed; null while the saga has not acted, or only read.</summary>
    public TSaga? Changed { get; private set; }

    public bool Finalised { get; private set; }

    /// <summary>
    /// MassTransit makes new sagas from the Guid alone. One whose factory gave it its id is taken as it is.
    /// </summary>
    public TSaga Begin(TSaga made) => string.Equals(made.Id, id, StringComparison.Ordinal) ? made : definition.Create(id);

    public void Keep(TSaga changed, bool finalised)
    {
        Changed = changed;
        Finalised = finalised;
    }
}
