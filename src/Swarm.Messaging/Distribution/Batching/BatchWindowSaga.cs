using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>Where tasks of one client and operation are collected. It outlasts its batches, one at a time.</summary>
internal sealed class BatchWindowSaga : IStoredSagaInstance
{
    public Guid CorrelationId { get; set; }

    public string Id { get; set; } = "";

    public string CurrentState { get; set; } = "";

    public DateTimeOffset ChangedAt { get; set; }

    public string Client { get; set; } = "";

    public string Operation { get; set; } = "";

    /// <summary>What it collects for; null while it is idle.</summary>
    public string? BatchId { get; set; }

    /// <summary>In the order of their coming.</summary>
    public List<string> Tasks { get; set; } = [];

    public DateTimeOffset OpenedAt { get; set; }

    /// <summary>Of the latest batch: the clock's milliseconds, or one more than before.</summary>
    public long Number { get; set; }

    /// <summary>Of the coming batch, with adaptive sizes; 0: as the options say.</summary>
    public int Size { get; set; }
}
