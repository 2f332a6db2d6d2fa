using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests;
using Swarm.Messaging.Integration.Tests.Http;
using Swarm.Messaging.Samples.Crm;

namespace Swarm.Messaging.Crm.Tests.Hosts;

/// <summary>A host, an agent over REST, and a token that the service refuses.</summary>
public sealed class RefusedCredentialsTests : IAsyncLifetime
{
    private const int Tasks = 4;

    private readonly TempFolder folder = new("refused-host");
    private CrmApp crm = null!;
    private SwarmHost host = null!;
    private Api api = null!;
    private IHost agent = null!;

    public async Task InitializeAsync()
    {
        crm = await CrmApp.StartAsync(new CrmSettings { Data = folder.Combine("crm") });
        Credentials("refused");
        host = await SwarmHost.StartAsync(new HostSettings
        {
            Data = folder.Combine("data"), Listen = "127.0.0.1:0", Logging = new HostLogging { Console = false },
            Sections = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Placement:SessionBreakerRest"] = "00:00:01" }).Build(),
        });
        api = new Api(host.Address, host.Token);
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddCrmRestAgent(
            new CrmAgentOptions { Operations = CrmWorld.ShippedOperations, BaseAddress = crm.Address, Credentials = folder.Combine("credentials.json"), Data = folder.Combine("agent") },
            o => (o.AgentId, o.Address, o.Token) = ("crm-1", host.Address, host.Token));
        agent = builder.Build();
        await agent.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await agent.StopAsync();
        await ((IAsyncDisposable)agent).DisposeAsync();
        api.Dispose();
        await host.DisposeAsync();
        await crm.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task The_clients_work_waits_until_they_are_mended_and_is_done_then()
    {
        var contact = crm.Data.Insert("contacts", ("client", "acme"), ("name", "Ada"), ("at", "2026"));
        for (var i = 0; i < Tasks; i++)
            await SubmitAsync($"t-{i}", i % 2 == 0 ? "note_create" : "conversation_send", new { contactId = contact, body = $"{i}" });
        await Eventually.HoldsAsync(
            async () => (await api.GetAsync("api/limits")).Json.GetProperty("limits").EnumerateArray().Any(l => l.GetProperty("key").GetString() == "login:acme"),
            "the login is doubted", TimeSpan.FromMinutes(2));
        foreach (var id in Ids())
            (await StateAsync(id)).ShouldNotBe("DeadLettered");

        Credentials(null);

        foreach (var id in Ids())
            await Eventually.HoldsAsync(async () => await StateAsync(id) == "Completed", $"{id} is done", TimeSpan.FromMinutes(2));
        crm.Data.Count("select count(*) from notes").ShouldBe(Tasks / 2);
        crm.Data.Count("select count(*) from messages").ShouldBe(Tasks / 2);
    }

    private static IEnumerable<string> Ids() => Enumerable.Range(0, Tasks).Select(i => $"t-{i}");

    private async Task<string?> StateAsync(string id) => (await api.GetAsync($"api/tasks/{id}")).Json.GetProperty("state").GetString();

    private async Task SubmitAsync(string id, string operation, object payload) => (await api.PostAsync("api/tasks", JsonSerializer.Serialize(new
    {
        taskId = id, client = "acme", kind = "ghl", operation, timeoutMs = 120_000, retry = new { preset = "ghl" }, payload,
    }))).Status.ShouldBeOneOf(System.Net.HttpStatusCode.Accepted, System.Net.HttpStatusCode.OK, System.Net.HttpStatusCode.Created);

    /// <param name="token">Of acme; null: the right one.</param>
    private void Credentials(string? token)
    {
        var all = JsonNode.Parse(File.ReadAllText(crm.CredentialsFile))!;
        if (token is not null)
            all["clients"]!["acme"]!["token"] = token;
        var (file, written) = (folder.Combine("credentials.json"), folder.Combine("credentials.json.new"));
        File.WriteAllText(written, all.ToJsonString());
        // Two changes within one tick of the file system would be one.
        if (File.Exists(file) && File.GetLastWriteTimeUtc(written) <= File.GetLastWriteTimeUtc(file))
            File.SetLastWriteTimeUtc(written, File.GetLastWriteTimeUtc(file).AddSeconds(1));
        File.Move(written, file, overwrite: true);
    }
}
