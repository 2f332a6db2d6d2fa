using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Integration.Tests.Cli;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Workflows.Caching;

/// <summary><c>swarm cache</c> against a whole host, and the same by the bus.</summary>
public sealed class CacheVerbTests : IAsyncLifetime
{
    private readonly TempFolder folder = new("cache");
    private SwarmHost host = null!;

    public async Task InitializeAsync() => host = await TestHost.StartAsync(SettingsReader.Read(
        [new("Data", folder.Path), new("Workflows:CacheEviction", "lfu"), new("Logging:Console", "false")]));

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Figures_are_shown_and_results_are_cleared()
    {
        var file = Path.Combine(folder.Path, "w.json");
        await File.WriteAllTextAsync(file, """
            { "workflowId": "w", "nodes": [ { "id": "a", "type": "data_transformation", "configuration": { "expression": "`7`" }, "cache": {} } ] }
            """);
        (await Run("workflow", "run", file)).ShouldEnd(ExitCodes.Ok);
        (await Run("workflow", "run", file)).ShouldEnd(ExitCodes.Ok);

        var shown = (await Run("cache", "stats")).ShouldEnd(ExitCodes.Ok).Out;
        foreach (var part in new[] { "1 results", "lfu", "1 hits", "1 misses", "hit rate 50 %" })
            shown.ShouldContain(part);
        (await Run("cache", "clear")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("1 result cleared");
        var figures = (await Run("cache", "--json")).ShouldEnd(ExitCodes.Ok).Json;
        (figures.GetProperty("entries").GetInt32(), figures.GetProperty("sharedEntries").GetInt32()).ShouldBe((0, 0));

        var intake = host.Services.GetRequiredService<CommandIntake>();
        async Task<object> Ask(string json) => await intake.HandleAsync(nameof(ManageCache), Encoding.UTF8.GetBytes(json), new CommandOrigin("bus", null), CancellationToken.None);
        (await Ask("""{"action":"clear"}""")).ShouldBeOfType<CacheManaged>().Cleared.ShouldBe(0);
        (await Ask("""{"action":"purge"}""")).ShouldBeOfType<CommandRejected>().Violations.ShouldHaveSingleItem().Field.ShouldBe("action");
    }

    private Task<CliRun> Run(params string[] arguments) => CliRun.OfAsync([.. arguments, "--data", folder.Path]);
}
