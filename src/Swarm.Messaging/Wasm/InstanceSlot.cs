namespace Swarm.Messaging.Wasm;

/// <summary>The right to run one task on one instance. Given back exactly once, when the task has really ended.</summary>
internal sealed class InstanceSlot(InstancePool pool, PoolInstance instance, string fileType, long takenAt)
{
    private int given;

    public string InstanceId => instance.Id;

    public PoolInstance Instance => instance;

    /// <summary>The life of the instance that the task runs in.</summary>
    public Incarnation Life { get; } = instance.Life!;

    public string FileType => fileType;

    /// <summary>Monotonic timestamp.</summary>
    public long TakenAt => takenAt;

    /// <summary>The task was what was wrong with the instance; set before it is stopped. Another's is placed again and loses no attempt.</summary>
    public bool Blamed { get; set; }

    /// <param name="success">Null: it was stopped from outside, nothing is counted.</param>
    public void Release(bool? success, TimeSpan executionTime)
    {
        if (Interlocked.Exchange(ref given, 1) == 0)
            pool.Release(this, success, executionTime);
    }
}
