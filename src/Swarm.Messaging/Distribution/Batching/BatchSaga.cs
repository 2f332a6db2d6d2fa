using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>A flushed batch's data. What its tasks bring stands beside it.</summary>
internal sealed class BatchSaga : IStoredSagaInstance
{
    public Guid CorrelationId { get; set; }

    public string Id { get; set; } = "";

    public string CurrentState { get; set; } = "";

    public DateTimeOffset ChangedAt { get; set; }

    public string Client { get; set; } = "";

    public string Operation { get; set; } = "";

    public List<string> Tasks { get; set; } = [];

    /// <summary>A <see cref="MemberMarks"/> for each task.</summary>
    public string Marks { get; set; } = "";

    /// <summary>The one task for all of them, while its answer is waited for.</summary>
    public string? BulkTask { get; set; }

    public bool WasBulk { get; set; }

    public DateTimeOffset OpenedAt { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public long TotalMs { get; set; }

    public int Count(char mark) => Marks.Count(m => m == mark);

    /// <summary>Results that it waits for, or has.</summary>
    public int Expected() => Marks.Length - Count(MemberMarks.Absent);

    public IReadOnlyList<string> OpenTasks() => [.. Tasks.Where((_, i) => Marks[i] == MemberMarks.Open)];
}
