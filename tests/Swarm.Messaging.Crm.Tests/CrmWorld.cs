using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Crm.Browser;
using Swarm.Messaging.Crm.Running;
using Swarm.Messaging.Samples.Crm;

namespace Swarm.Messaging.Crm.Tests;

/// <summary>The CRM application and an agent's working parts in this process, without a host: attempts are handed to the handler as the library would.</summary>
internal sealed class CrmWorld : IAsyncDisposable
{
    private readonly TempFolder folder = new("crm");
    private ServiceProvider services = null!;

    public CrmApp App { get; private set; } = null!;

    public CrmAgentOptions Options { get; private set; } = null!;

    public CrmHandler Handler => services.GetRequiredService<CrmHandler>();

    public BrowserSessions Sessions => services.GetRequiredService<BrowserSessions>();

    public BrowserProcess Browser => services.GetRequiredService<BrowserProcess>();

    public static string ShippedOperations => Path.Combine(Swarm.Messaging.Integration.Tests.Checkout.Folder, "samples", "crm", "operations");

    public static async Task<CrmWorld> StartAsync(bool isBrowser, Action<CrmAgentOptions>? configure = null, Action<CrmSettings>? settings = null, TimeProvider? time = null)
    {
        var world = new CrmWorld();
        var crm = new CrmSettings { Data = world.folder.Combine("crm"), Limits = new LimitSettings { Requests = 100_000 } };
        settings?.Invoke(crm);
        world.App = await CrmApp.StartAsync(crm);
        world.Options = new CrmAgentOptions
        {
            Operations = ShippedOperations, BaseAddress = world.App.Address, Credentials = world.App.CredentialsFile, Data = world.folder.Combine("agent"), StepTimeout = TimeSpan.FromSeconds(20),
        };
        configure?.Invoke(world.Options);
        world.Build(isBrowser, time ?? TimeProvider.System);
        return world;
    }

    /// <summary>The agent's parts end and begin again on the same folder, as after a crash.</summary>
    public async Task RestartAgentAsync(bool isBrowser)
    {
        await services.DisposeAsync();
        Build(isBrowser, TimeProvider.System);
    }

    /// <summary>An attempt; without a key it is a new effect.</summary>
    public Task<AgentResult> RunAsync(
        string operation, object? input, string client = "acme", string? key = null, int attempt = 1, string? session = null, CancellationToken cancellation = default) =>
        Handler.HandleAsync(
            new AgentTask
            {
                TaskId = key is null ? $"t-{Guid.NewGuid():N}" : $"t-{key}", Client = client, Kind = "ghl", Operation = operation, Attempt = attempt, IdempotencyKey = key, SessionId = session,
                Timeout = TimeSpan.FromMinutes(1), Payload = input is null ? null : JsonSerializer.SerializeToElement(input), Progress = (_, _) => { },
            },
            cancellation);

    public string NewContact(string client = "acme", string name = "Ada") => App.Data.Insert("contacts", ("client", client), ("name", name), ("at", "2026"));

    public long Count(string sql, params (string Name, object? Value)[] values) => App.Data.Count($"select count(*) from {sql}", values);

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await App.DisposeAsync();
        folder.Dispose();
    }

    private void Build(bool isBrowser, TimeProvider time)
    {
        var collection = new ServiceCollection().AddSingleton(time).AddLogging(l => l.SetMinimumLevel(LogLevel.Warning));
        void Connect(SwarmAgentOptions o) => o.Address = new Uri("http://127.0.0.1:1");
        services = (isBrowser ? collection.AddCrmBrowserAgent(Options, Connect) : collection.AddCrmRestAgent(Options, Connect)).BuildServiceProvider();
    }
}

internal static class Ends
{
    public static JsonElement ShouldSucceed(this AgentResult result)
    {
        if (result is AgentResult.Failed failed)
            throw new ShouldAssertException($"It failed: {failed.Error.Type}: {failed.Error.Message}");
        return result.ShouldBeOfType<AgentResult.Succeeded>().Result!.Value;
    }

    public static TaskError ShouldFail(this AgentResult result, string type)
    {
        var error = result.ShouldBeOfType<AgentResult.Failed>().Error;
        error.Type.ShouldBe(type, error.Message);
        return error;
    }
}
