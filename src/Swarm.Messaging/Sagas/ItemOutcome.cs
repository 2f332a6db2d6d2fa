namespace Swarm.Messaging.Sagas;

/// <summary>What became of an item. A closed set.</summary>
internal abstract record ItemOutcome
{
    private ItemOutcome()
    {
    }

    /// <summary>The saga acted on it, or decided that it has nothing to do.</summary>
    /// <param name="Answer">What the saga answered, if the event asks for an answer.</param>
    public sealed record Applied(object? Answer) : ItemOutcome;

    /// <summary>An earlier delivery of the same item was applied.</summary>
    public sealed record Duplicate : ItemOutcome;

    /// <summary>There is no such saga, and the event does not begin one.</summary>
    public sealed record Missing : ItemOutcome;

    /// <summary>The saga threw on it, alone and repeatedly.</summary>
    public sealed record Failed(Exception Exception) : ItemOutcome;

    /// <summary>The saga's document is of a newer version: item and document are left for a host that knows it.</summary>
    public sealed record LeftForNewer(SagaSchemaException Exception) : ItemOutcome;
}
