using Swarm.Messaging.Cli;
using Swarm.Messaging.Integration.Tests.Cli;

namespace Swarm.Messaging.Integration.Tests.Swarms;

/// <summary>The registry of swarms as an operator sees it.</summary>
[Collection(CliCollection.Name)]
public sealed class SwarmVerbTests(CliHost host)
{
    private readonly string id = $"v{Guid.NewGuid():N}";

    [Fact]
    public async Task A_swarm_is_created_listed_shown_updated_and_deregistered()
    {
        (await Run("create", id, "--objective", $"Build {id}", "--priority", "high", "--capability", "backend", "--capability", "api", "--max-agents", "3")).ShouldEnd(ExitCodes.Ok).Out
            .ShouldContain($"{id} is initializing, hosted by ");
        (await Run("create", id, "--objective", $"Build {id}", "--priority", "high", "--capability", "backend", "--capability", "api", "--max-agents", "3")).Out.ShouldContain("; it was known");
        await ActiveAsync();

        (await RunAll("swarms", "--objective", $"BUILD {id}", "--status", "active")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain(id);
        (await RunAll("swarms", "--objective", id, "--strategy", "development", "--mode", "mesh", "--phase", "unknown", "--limit", "1", "--json")).ShouldEnd(ExitCodes.Ok).Json.GetProperty("swarms")
            .GetArrayLength().ShouldBe(1);
        (await RunAll("swarms", "--objective", id, "--mode", "hierarchical", "--json")).Json.GetProperty("swarms").GetArrayLength().ShouldBe(0);
        (await RunAll("swarms", "--objective", id, "--status", "failed", "--json")).ShouldEnd(ExitCodes.Ok).Json.GetProperty("swarms").GetArrayLength().ShouldBe(0);
        var shown = await Run("show", id);
        // The timeline follows the registry.
        await Eventually.HoldsAsync(async () => (shown = await Run("show", id)).Out.Contains("none -> ", StringComparison.Ordinal), "its beginning is told");
        foreach (var part in new[] { id, "active", "State ", "Snapshots ", "Checkpoints ", "none -> " })
            shown.Out.ShouldContain(part);
        var swarm = (await Run("show", id, "--json")).ShouldEnd(ExitCodes.Ok).Json.GetProperty("swarm");
        swarm.GetProperty("metadata").GetProperty("capabilities").EnumerateArray().Select(c => c.GetString()).ShouldBe(["backend", "api"]);

        (await Run("update", id, "--objective", "Other", "--status", "completed")).ShouldEnd(ExitCodes.Ok).Out.ShouldStartWith($"{id} is completed, version ");
        (await Run("update", id, "--status", "active")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("invalid_transition");
        (await Run("deregister", id, "--reason", "no longer needed", "--json")).ShouldEnd(ExitCodes.Ok).Json.GetProperty("swarm").GetProperty("archiveReason").GetString().ShouldBe("no longer needed");
        (await Run("show", id)).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain($"There is no swarm {id}.");
        (await Run("deregister", id)).ShouldEnd(ExitCodes.Rejected);
    }

    [Fact]
    public async Task Its_state_is_saved_merged_kept_and_restored()
    {
        await Run("create", id);
        await ActiveAsync();

        (await Run("save", id, """{"counter":1,"name":"a"}""")).ShouldEnd(ExitCodes.Ok).Out.ShouldStartWith($"The state of {id} is version ");
        var snapshot = (await Run("snapshot", id, "one", "--json")).ShouldEnd(ExitCodes.Ok).Json.GetProperty("copy").GetProperty("id").GetString()!;
        (await Run("snapshot", id)).ShouldEnd(ExitCodes.Ok).Out.ShouldContain($" of {id} is kept.");
        (await Run("save", id, """{"counter":2}""", "--merge", "--json")).ShouldEnd(ExitCodes.Ok).Json.GetProperty("state").GetProperty("name").GetString().ShouldBe("a");
        var file = host.Write($"{id}.json", """{"tasks":[]}"""u8);
        (await Run("checkpoint", id)).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("has no checkpoint");
        (await Run("checkpoint", id, $"@{file}")).ShouldEnd(ExitCodes.Ok).Out.ShouldStartWith("checkpoint_");
        (await Run("checkpoint", id)).ShouldEnd(ExitCodes.Ok).Out.ShouldSatisfyAllConditions(o => o.ShouldStartWith("checkpoint_"), o => o.ShouldContain("""{"tasks":[]}"""));
        (await Run("restore", id, snapshot, "--json")).ShouldEnd(ExitCodes.Ok).Json.GetProperty("state").GetProperty("counter").GetInt32().ShouldBe(1);

        (await Run("restore", id, "snapshot_none")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain($"The swarm {id} has no snapshot snapshot_none, or it is past its time. Nothing was changed.");
        (await Run("save", id, "7")).ShouldEnd(ExitCodes.Rejected);
        (await Run("save", "nobody", "{}")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("There is no swarm nobody.");
    }

    [Fact]
    public async Task What_its_coordinators_wait_for_is_said_shown_and_forgotten()
    {
        await Run("create", id);

        (await Run("block", id, "lead", "--signal", "review", "--iteration", "2", "--phase", "build")).ShouldEnd(ExitCodes.Ok).Out.ShouldBe($"lead waiting for review.{Environment.NewLine}");
        (await Run("blocks", id)).ShouldEnd(ExitCodes.Ok).Out.ShouldSatisfyAllConditions(o => o.ShouldContain("lead"), o => o.ShouldContain("waiting"), o => o.ShouldContain("review"), o => o.ShouldContain("build"));
        (await Run("show", id)).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("lead waiting for review");
        (await Run("block", id, "lead", "--status", "complete")).ShouldEnd(ExitCodes.Ok);
        (await Run("block", id, "lead", "--status", "timeout")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("status = timeout: It is complete, an end: nothing may follow that.");

        (await Run("unblock", id, "lead")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain($"What lead of {id} waits for is forgotten.");
        (await Run("unblock", id, "lead")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("nothing was changed");
        (await Run("blocks", id, "--json")).ShouldEnd(ExitCodes.Ok).Json.GetProperty("states").GetArrayLength().ShouldBe(0);
        (await Run("blocks", "nobody")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("There is no swarm nobody.");
    }

    [Fact]
    public async Task Only_an_interrupted_one_is_recovered()
    {
        await Run("create", id);
        await ActiveAsync();
        (await Run("recover", id)).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("only one that is interrupted can be recovered");
        (await Run("update", id, "--status", "interrupted")).ShouldEnd(ExitCodes.Ok);

        // A heartbeat begins it as well: then there is nothing left to do by hand.
        var run = await Run("recover", id);
        (run.Out + run.Error).ShouldContain(id);

        await ActiveAsync();
        (await Run("show", id, "--json")).Json.GetProperty("swarm").GetProperty("term").GetInt64().ShouldBe(2);
    }

    private async Task ActiveAsync() => await Eventually.HoldsAsync(
        async () => (await RunAll("swarms", "--status", "active", "--json")).Json.GetProperty("swarms").EnumerateArray().Any(s => s.GetProperty("id").GetString() == id), "it is active");

    private Task<CliRun> Run(string verb, params string[] arguments) => host.RunAsync(["swarms", verb, .. arguments]);

    private Task<CliRun> RunAll(params string[] arguments) => host.RunAsync(arguments);
}
