namespace Swarm.Messaging.Tests.Distribution.Batching;

/// <summary>What happened in all runs together.</summary>
internal sealed class BatchSights
{
    public int Full { get; set; }

    public int Mixed { get; set; }

    public int Failed { get; set; }

    public int Absent { get; set; }

    public int Crashes { get; set; }

    public int Repeated { get; set; }
}
