using Swarm.Messaging.Cli;

namespace Swarm.Messaging.Integration.Tests.Cli;

[Collection(CliCollection.Name)]
public sealed class DeadLetterTests(CliHost host)
{
    private async Task<string> GivenUpAsync(string client)
    {
        var id = $"t{Guid.NewGuid():N}";
        (await host.RunAsync(
            "submit", "--kind", "basic", "--operation", "fail", "--payload", """{"errorType":"broken","retryable":false}""",
            "--id", id, "--client", client, "--wait")).ShouldEnd(ExitCodes.Failed);
        return id;
    }

    [Fact]
    public async Task Lists_shows_replays_and_purges()
    {
        var client = $"c{Guid.NewGuid():N}";
        var (first, second) = (await GivenUpAsync(client), await GivenUpAsync(client));

        (await host.RunAsync("dead-letters", "--client", client)).ShouldEnd(ExitCodes.Ok).Out.ShouldContain(first);
        (await host.RunAsync("dead-letters", "list", "--client", client, "--json")).ShouldEnd(ExitCodes.Ok)
            .Json.GetProperty("tasks").GetArrayLength().ShouldBe(2);
        (await host.RunAsync("dead-letters", "show", first)).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("errorType");

        (await host.RunAsync("dead-letters", "replay", first, "--reason", "again")).ShouldEnd(ExitCodes.Ok).Out.ShouldBe($"1 dead letter replayed.{Environment.NewLine}");
        (await host.RunAsync("task", first, "--wait")).ShouldEnd(ExitCodes.Failed).Out.ShouldContain("replayed 1 time");
        (await host.RunAsync("dead-letters", "replay", "--all", "--client", client, "--json")).ShouldEnd(ExitCodes.Ok)
            .Json.GetProperty("done").GetInt64().ShouldBe(2);
        (await host.RunAsync("task", second, "--wait")).ShouldEnd(ExitCodes.Failed);
        (await host.RunAsync("task", first, "--wait")).ShouldEnd(ExitCodes.Failed);

        (await host.RunAsync("dead-letters", "purge", second)).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("1 dead letter forgotten.");
        (await host.RunAsync("dead-letters", "purge", "--older-than", "1h")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("0 dead letters forgotten.");
        (await host.RunAsync("dead-letters", "--client", client, "--json")).Json.GetProperty("tasks").GetArrayLength().ShouldBe(1);
        (await host.RunAsync("dead-letters", "purge", second)).ShouldEnd(ExitCodes.Rejected);
    }

    [Fact]
    public async Task Rejected_inputs_are_listed_shown_and_purged()
    {
        (await CliRun.OfAsync(["submit", "--file", "-", "--data", host.Data], """{"kind":"basic","operation":"purged-soon"}""")).ShouldEnd(ExitCodes.Rejected);

        var list = (await host.RunAsync("dead-letters", "--json")).ShouldEnd(ExitCodes.Ok).Json.GetProperty("rejected").GetProperty("inputs");
        var id = list.EnumerateArray().First(i => i.GetProperty("bodyPreview").GetString()!.Contains("purged-soon", StringComparison.Ordinal)).GetProperty("id").GetString()!;
        var shown = (await host.RunAsync("dead-letters", "show", id)).ShouldEnd(ExitCodes.Ok);

        shown.Out.ShouldContain("purged-soon");
        shown.Out.ShouldContain("unknown_operation");
        (await host.RunAsync("dead-letters")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain(id);
        (await host.RunAsync("dead-letters", "purge", "--rejected", "--all")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("forgotten");
        (await host.RunAsync("dead-letters", "show", id)).ShouldEnd(ExitCodes.Rejected);
    }
}
