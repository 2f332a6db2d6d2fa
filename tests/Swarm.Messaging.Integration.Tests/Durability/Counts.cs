namespace Swarm.Messaging.Integration.Tests.Durability;

/// <summary>How much is run: little beside all other tests, and everything with <c>FULL_COUNTS=1</c> (<c>./test.sh --full</c>).</summary>
internal static class Counts
{
    private static readonly bool Full = Environment.GetEnvironmentVariable("FULL_COUNTS") == "1";

    public static int HostKillTasks => Full ? 2_000 : 300;

    public static int ServerKillTasks => Full ? 1_000 : 300;

    /// <summary>Code tasks, of which a fifth have a faulty module.</summary>
    public static int FaultyMixTasks => Full ? 2_500 : 500;

    /// <summary>Of an endless module's first execution; recovery extends it twice by half.</summary>
    public static int FirstDeadlineMs => Full ? 30_000 : 200;

    /// <summary>How long the workers of a pool are kept busy.</summary>
    public static TimeSpan BusyFor => Full ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(8);

    /// <summary>Health of workers is judged by the default figures: suspect at 15 s, zombie at 30 s.</summary>
    public static bool DefaultHealth => Full;

    /// <summary>Kills in one run.</summary>
    public static int Kills => Full ? 3 : 2;

    /// <summary>Kills in the run of one workflow.</summary>
    public static int WorkflowKills => Full ? 10 : 2;

    /// <summary>Swarms are interrupted and recovered after 60 and 10 s.</summary>
    public static bool DefaultTimes => Full;

    /// <summary>Tasks of the swarm whose host is killed.</summary>
    public static int SwarmTasks => Full ? 50 : 12;

    public static string[] SwarmFaults => Full ? [] : ["--count", "20", "--processes", "3", "--lease", "3s"];

    public static int SwarmFailoverKills => Full ? 20 : 2;

    public static string[] SwarmFailover => Full ? [] : ["--count", $"{SwarmFailoverKills}", "--processes", "3", "--lease", "3s"];

    public static TheoryData<int> Rounds => [.. Enumerable.Range(1, Full ? 10 : 1)];

    /// <summary>Shorter leases than by default let the few tasks of a small run end sooner.</summary>
    public static string[] Leases => Full ? [] : ["Placement:Lease=00:00:06", "Placement:Heartbeat=00:00:02"];
}
