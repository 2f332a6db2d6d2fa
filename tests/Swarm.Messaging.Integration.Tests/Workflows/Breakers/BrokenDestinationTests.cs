using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Integration.Tests.Cli;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Workflows.Breakers;

/// <summary>Nodes that call a server which fails, on a whole host, until an operator resets the breaker.</summary>
public sealed class BrokenDestinationTests : IAsyncLifetime
{
    private readonly TempFolder folder = new("breakers");
    private WebApplication server = null!;
    private SwarmHost host = null!;
    private volatile int status = 503;
    private int calls;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        server = builder.Build();
        server.MapGet("/", () =>
        {
            Interlocked.Increment(ref calls);
            return Results.StatusCode(status);
        });
        await server.StartAsync();
        host = await TestHost.StartAsync(SettingsReader.Read(
        [
            new("Data", folder.Path), new("Workflows:AllowedHosts", "127.0.0.1"), new("Workflows:BreakerFailures", "3"), new("Logging:Console", "false"),
        ]));
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        await server.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task The_fourth_call_does_not_reach_it_and_names_the_breaker_until_it_is_reset()
    {
        var url = new Uri(server.Urls.First());
        var key = $"http_request:127.0.0.1:{url.Port}";
        var file = Path.Combine(folder.Path, "w.json");
        await File.WriteAllTextAsync(file, $$"""
            { "workflowId": "w", "nodes": [ { "id": "call", "type": "http_request", "configuration": { "url": "{{url}}" }, "retry": { "maxAttempts": 1 } } ] }
            """);
        async Task<CliRun> RunAsync(int code) => (await Run("workflow", "run", file, "--json")).ShouldEnd(code);

        for (var i = 0; i < 3; i++)
            (await RunAsync(ExitCodes.Failed)).Out.ShouldContain("503");
        var refused = await RunAsync(ExitCodes.Failed);

        calls.ShouldBe(3);
        refused.Out.ShouldContain($"Circuit breaker is open: {key}");
        var task = refused.Json.GetProperty("nodes")[0].GetProperty("taskId").GetString()!;
        (await Run("explain", task)).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("Circuit breaker is open");
        var listed = (await Run("breakers", "--json")).ShouldEnd(ExitCodes.Ok).Json.GetProperty("breakers")[0];
        (listed.GetProperty("key").GetString(), listed.GetProperty("state").GetString(), listed.GetProperty("rejected").GetInt32()).ShouldBe((key, "open", 1));

        status = 200;
        (await Run("breakers", "reset", key)).ShouldEnd(ExitCodes.Ok).Out.ShouldContain($"{key} is closed");
        await RunAsync(ExitCodes.Ok);
        calls.ShouldBe(4);
        (await Run("breakers")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("closed");
        (await Run("breakers", "reset", "none")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("There is no breaker 'none'");

        var intake = host.Services.GetRequiredService<CommandIntake>();
        async Task<object> Ask(string json) => await intake.HandleAsync(nameof(ManageBreakers), Encoding.UTF8.GetBytes(json), new CommandOrigin("bus", null), CancellationToken.None);
        (await Ask("""{"action":"list"}""")).ShouldBeOfType<BreakersManaged>().Breakers.ShouldHaveSingleItem().Key.ShouldBe(key);
        (await Ask("""{"action":"reset"}""")).ShouldBeOfType<CommandRejected>().Violations.ShouldHaveSingleItem().Field.ShouldBe("key");
    }

    [Fact]
    public async Task What_is_no_fault_of_the_server_does_not_open_it()
    {
        status = 404;
        var file = Path.Combine(folder.Path, "w.json");
        await File.WriteAllTextAsync(file, $$"""
            { "workflowId": "w", "nodes": [ { "id": "call", "type": "http_request", "configuration": { "url": "{{server.Urls.First()}}" } } ] }
            """);

        for (var i = 0; i < 4; i++)
            (await Run("workflow", "run", file)).ShouldEnd(ExitCodes.Failed);

        calls.ShouldBe(4);
    }

    private Task<CliRun> Run(params string[] arguments) => CliRun.OfAsync([.. arguments, "--data", folder.Path]);
}
