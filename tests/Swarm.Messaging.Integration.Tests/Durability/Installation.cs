using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Client;
using Swarm.Messaging.Integration.Tests.Hosts;
using Swarm.Messaging.Integration.Tests.Http;

namespace Swarm.Messaging.Integration.Tests.Durability;

/// <summary>An installation whose one host is another process, that can be killed and started again on the same state.</summary>
internal sealed class Installation : IAsyncDisposable
{
    public const string Token = "durability-of-every-task";

    /// <summary>Few enough that a kill finds tasks in every state.</summary>
    private const int Slots = 50;

    private readonly TempFolder folder = new("durability");
    private readonly HashSet<int> killed = [];
    private readonly string[] settings;
    private readonly ServiceProvider client;
    private HostProcess? host;

    private Installation(IEnumerable<string> more)
    {
        var listen = $"127.0.0.1:{FreePort.Take()}";
        Directory.CreateDirectory(JournalFolder);
        settings = [$"Data={folder.Combine("data")}", $"Listen={listen}", $"Token={Token}", "Logging:Console=false", $"Execution:BasicSlots={Slots}", .. more];
        client = new ServiceCollection().AddLogging()
            .AddSwarmClient(o => (o.Address, o.Token) = (new Uri($"http://{listen}"), Token)).BuildServiceProvider();
        Address = new Uri($"http://{listen}");
        Api = new Api(Address, Token);
    }

    /// <summary>Of the host's HTTP API, the same for each host that follows another.</summary>
    public Uri Address { get; }

    /// <summary>Over HTTP.</summary>
    public ISwarmClient Client => client.GetRequiredService<ISwarmClient>();

    public Api Api { get; }

    public Journal Journal => new(JournalFolder);

    /// <summary>Ids of the processes that were killed.</summary>
    public IReadOnlySet<int> Killed => killed;

    private string JournalFolder => folder.Combine("journal");

    /// <param name="settings">Further ones, as <c>name=value</c>.</param>
    public static async Task<Installation> StartAsync(params IEnumerable<string> settings)
    {
        var installation = new Installation(settings);
        await installation.StartHostAsync();
        return installation;
    }

    /// <summary>kill -9 and a new host on what is left.</summary>
    public async Task KillAndRestartAsync()
    {
        killed.Add(host!.Id);
        await host.KillAsync();
        await host.DisposeAsync();
        await StartHostAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
            // An embedded Redis dies a moment after its host, and writes until then.
            if (int.Parse(host.Facts[0], CultureInfo.InvariantCulture) is var redis and > 0)
                await ForeignProcess.EndsAsync(redis, "the embedded Redis");
        }

        Api.Dispose();
        await client.DisposeAsync();
        folder.Dispose();
    }

    private async Task StartHostAsync() => host = await HostProcess.StartAsync([Host.Swarm, JournalFolder, .. settings]);
}
