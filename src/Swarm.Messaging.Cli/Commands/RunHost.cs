using Swarm.Messaging.Cli.Api;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Redis.Embedded;
using Swarm.Messaging.Wasmtime;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>The host that a run uses: the one named, the one that runs on the data folder given, else one of its own for as long as the run lasts.</summary>
internal sealed class RunHost : IAsyncDisposable
{
    private readonly SwarmHost? own;
    private readonly TempFolder? temporary;

    private RunHost(HostAddress address, SwarmHost? own, TempFolder? temporary)
    {
        Address = address;
        this.own = own;
        this.temporary = temporary;
    }

    public HostAddress Address { get; }

    public bool IsOwn => own is not null;

    public static async Task<RunHost> GetAsync(HostChoice choice, CancellationToken cancellation)
    {
        var isNamed = choice.Host is not null || (choice.Data is null && Environment.GetEnvironmentVariable(HostFinder.HostVariable) is { Length: > 0 });
        if (isNamed)
            return new(HostFinder.Find(choice, Environment.GetEnvironmentVariable), null, null);
        if (choice.Data is not null && HostFinder.OfFolder(choice) is { } running && await AnswersAsync(running, cancellation).ConfigureAwait(false))
            return new(running, null, null);
        return await StartAsync(choice.Data, cancellation).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (own is not null)
            await own.DisposeAsync().ConfigureAwait(false);
        temporary?.Dispose();
    }

    private static async Task<RunHost> StartAsync(string? data, CancellationToken cancellation)
    {
        var temporary = data is null ? new TempFolder("run") : null;
        try
        {
            var settings = new HostSettings
            {
                Data = data ?? temporary!.Path,
                Logging = new HostLogging { Console = false },
                EventBridge = false, // nobody can listen
                Sections = new ConfigurationBuilder().AddInMemoryCollection(temporary is null ? [] : Cache()).Build(),
            };
            var host = await SwarmHost.StartAsync(settings, cancellation).ConfigureAwait(false);
            return new(new HostAddress(host.Address, host.Token, "the host of this run"), host, temporary);
        }
        catch (Exception e)
        {
            temporary?.Dispose();
            if (e is SwarmException or IOException)
                throw new CliException(ExitCodes.NoHost, $"No host could be started for this run: {e.Message}", e);
            throw;
        }
    }

    /// <summary>What was compiled once serves all runs, although their folders go.</summary>
    private static Dictionary<string, string?> Cache() => new()
    {
        [$"Wasm:{nameof(WasmOptions.CacheFolder)}"] = Path.Combine(RedisBinary.DefaultCacheFolder(), "wasm-cache"),
    };

    /// <summary>A killed host leaves its address behind.</summary>
    private static async Task<bool> AnswersAsync(HostAddress address, CancellationToken cancellation)
    {
        try
        {
            using var api = new ApiClient(address);
            await api.GetAsync("health/live", cancellation).ConfigureAwait(false);
            return true;
        }
        catch (SwarmException)
        {
            return false;
        }
    }
}
