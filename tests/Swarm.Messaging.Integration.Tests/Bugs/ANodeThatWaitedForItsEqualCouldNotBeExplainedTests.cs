using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Cli;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A node of the cache that waited for an equal one was Running with a task that nobody knew: "it was never accepted, or it ended".</summary>
public sealed partial class ANodeThatWaitedForItsEqualCouldNotBeExplainedTests
{
    [Fact]
    public async Task It_is_shown_and_explained_for_which_one_it_waits()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        await using var server = builder.Build();
        server.MapGet("/slow", async () =>
        {
            await go.Task;
            return Results.Text("7");
        });
        await server.StartAsync();
        using var folder = new TempFolder("equal");
        await using var host = await TestHost.StartAsync(SettingsReader.Read(
            [new("Data", folder.Path), new("Workflows:AllowedHosts", "127.0.0.1"), new("Logging:Console", "false")]));
        var file = Path.Combine(folder.Path, "w.json");
        await File.WriteAllBytesAsync(file, Encoding.UTF8.GetBytes(
            $$"""{ "workflowId": "w", "nodes": [ { "id": "a", "type": "http_request", "configuration": { "url": "{{server.Urls.First()}}/slow" }, "cache": {} } ] }"""));
        Task<CliRun> Verb(params string[] arguments) => CliRun.OfAsync([.. arguments, "--data", folder.Path]);

        var (one, two) = (Verb("workflow", "run", file), Verb("workflow", "run", file));
        var waiting = Match.Empty;
        await Eventually.HoldsAsync(
            async () =>
            {
                foreach (Match run in ExecutionId().Matches((await Verb("workflow", "list", "--json")).Out))
                {
                    if (Equal().Match((await Verb("workflow", run.Groups[1].Value)).Out) is { Success: true })
                        waiting = run;
                }
                return waiting.Success;
            },
            "one waits for the other");
        var explained = (await Verb("explain", $"{waiting.Groups[1].Value}~0")).ShouldEnd(ExitCodes.Rejected);
        go.SetResult();

        explained.Error.ShouldContain("waits for an equal one that runs");
        (await one).ShouldEnd(ExitCodes.Ok);
        (await two).ShouldEnd(ExitCodes.Ok);
    }

    [GeneratedRegex("\"executionId\": ?\"([^\"]+)\"")]
    private static partial Regex ExecutionId();

    [GeneratedRegex("waits for its equal: exec_w_[^~]+~0")]
    private static partial Regex Equal();
}
