using Swarm.Messaging.Cli.Commands;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Tests.Cli;

/// <summary>What an operator reads of a swarm and where it lives.</summary>
public sealed class SwarmsViewTests
{
    private static readonly SwarmDocument Swarm = new()
    {
        Id = "builders", Objective = "Build it", Strategy = "development", Mode = "mesh", Status = SwarmStatuses.Active, Host = "h1", Term = 3, MaxAgents = 10,
        CreatedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), LastHeartbeat = new DateTimeOffset(2026, 1, 2, 3, 5, 5, TimeSpan.Zero),
    };

    [Fact]
    public void One_is_shown_with_its_leader_tasks_resources_and_copies()
    {
        var lines = Facts(new SwarmDetails { Swarm = Swarm, Leader = "builders", OpenTaskCount = 2, Resources = new Dictionary<string, long> { ["gpu"] = 1, ["cpu"] = 200 } });

        lines["Status"].ShouldBe("active");
        lines["Leader"].ShouldBe("builders, this one");
        lines["Strategy"].ShouldBe("development, mesh, priority normal");
        lines["Host"].ShouldBe("h1, term 3");
        lines["Registered"].ShouldBe("2026-01-02 03:04:05Z");
        lines["Agents"].ShouldBe("0 of at most 10");
        lines["Tasks"].ShouldBe("2 open tasks, 0 completed, 0 failed, 0 cancelled");
        lines["Resources"].ShouldBe("cpu 200, gpu 1");
        lines["Snapshots"].ShouldBe("none");
        lines["State"].ShouldBe("none");
    }

    [Fact]
    public void Of_one_whose_client_is_silent_it_is_said_for_whom_it_is_kept_alive_and_that_its_messages_wait()
    {
        var silent = Swarm with { Client = "c1" };

        Facts(new SwarmDetails { Swarm = silent })["Host"].ShouldBe("h1, term 3, which keeps it alive for c1; its messages wait for that");
        Written(c => SwarmsView.Write(c, new SwarmList { Swarms = [silent] })).ShouldContain("h1, for c1");
        Facts(new SwarmDetails { Swarm = silent with { Host = "c1" } })["Host"].ShouldBe("c1, term 3");
        Facts(new SwarmDetails { Swarm = silent with { Host = "c1", Status = SwarmStatuses.Interrupted } })["Host"].ShouldBe("none: it was c1 in term 3, until it was silent");
    }

    [Fact]
    public void A_list_has_a_line_for_each_and_how_many_there_are()
    {
        using var remarks = new StringWriter();
        var text = Written(c => SwarmsView.Write(c, new SwarmList { Swarms = [Swarm, Swarm with { Id = "testers", Status = SwarmStatuses.Interrupted }] }), remarks);

        text.Split('\n').Single(l => l.Contains("builders", StringComparison.Ordinal)).ShouldContain("h1");
        text.Split('\n').Single(l => l.Contains("testers", StringComparison.Ordinal)).ShouldNotContain("h1", customMessage: "whoever had it is not known to live");
        remarks.ToString().ShouldStartWith("2 swarms.");
    }

    private static Dictionary<string, string> Facts(SwarmDetails details) =>
        Written(c => SwarmsView.Write(c, details)).Split('\n').Select(l => System.Text.RegularExpressions.Regex.Match(l.TrimEnd(), "^ *([A-Z][a-z]+(?: [a-z]+)?) {2,}(.+)$")).Where(m => m.Success)
            .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value.Trim());

    private static string Written(Action<CliConsole> write, TextWriter? remarks = null)
    {
        using var output = new StringWriter();
        write(new CliConsole(output, remarks ?? TextWriter.Null, () => Stream.Null));
        return System.Text.RegularExpressions.Regex.Replace(output.ToString(), "\u001b\\[[0-9;]*m", "");
    }
}
