using Swarm.Messaging.Cli.Api;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Processes;
using Swarm.Messaging.Redis.Embedded;
using Swarm.Messaging.Wasmtime;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>The host that a run uses: the one named, the one that runs on the data folder given, else one of its own for as long as the run lasts.</summary>
internal sealed class RunHost : IAsyncDisposable
{
    /// <summary>How <c>--set</c> is described where a run may have a host of its own.</summary>
    public const string SetDescription = "A setting of the host of its own, as NAME=VALUE; may be repeated. Environment and appsettings.json count for it, too, as for swarm up";

    /// <summary>What a host for one run has of its own, whatever is set: it does nobody else's work, and no other host is in its way.</summary>
    private static readonly string[] OfItsOwn =
        ["Data", "Redis", "Redis:Configuration", "Broker", "Prefix", "Listen", "Http:Listen", "Token", "Http:Token", "EventBridge", "QuorumQueues", "Logging:Console"];

    private readonly SwarmHost? own;
    private readonly TempFolder? temporary;
    private readonly Action<string> tell;
    private readonly CancellationToken interrupted;

    private RunHost(HostAddress address, SwarmHost? own, TempFolder? temporary, Action<string> tell, CancellationToken interrupted)
    {
        Address = address;
        (this.own, this.temporary, this.tell, this.interrupted) = (own, temporary, tell, interrupted);
        if (temporary is not null)
            Interrupts.Impatient += LeaveNothing;
    }

    public HostAddress Address { get; }

    public bool IsOwn => own is not null;

    /// <summary>Whether what was begun here is there after the run, for a host to go on with.</summary>
    public bool IsKept => temporary is null;

    /// <param name="given">What the command line sets for a host of its own.</param>
    /// <param name="tell">Gets sentences for people.</param>
    public static async Task<RunHost> GetAsync(
        HostChoice choice, IReadOnlyList<KeyValuePair<string, string?>> given, Action<string> tell, CancellationToken cancellation)
    {
        if (given.FirstOrDefault(g => OfItsOwn.Contains(g.Key, StringComparer.OrdinalIgnoreCase)).Key is { } own)
            throw new CliException(ExitCodes.Usage, $"--set {own}: a host for one run has that of its own. Start one with swarm up, and name it by --host or --data.");
        var isNamed = choice.Host is not null || (choice.Data is null && Environment.GetEnvironmentVariable(HostFinder.HostVariable) is { Length: > 0 });
        if (isNamed)
            return Running(HostFinder.Find(choice, Environment.GetEnvironmentVariable), given, tell);
        if (choice.Data is not null && HostFinder.OfFolder(choice) is { } running && await AnswersAsync(running, cancellation).ConfigureAwait(false))
            return Running(running, given, tell);
        return await StartAsync(choice.Data, CommandSettings.Read(given), tell, cancellation).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (own is not null)
                await EndAsync(own).ConfigureAwait(false);
        }
        finally
        {
            Interrupts.Impatient -= LeaveNothing;
            temporary?.Dispose();
        }
    }

    private async Task EndAsync(SwarmHost host)
    {
        if (interrupted.IsCancellationRequested)
            tell("Stopping the host of this run: what runs may end, for 30 s at most. Press Ctrl-C again to end at once.");
        try
        {
            await host.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // What it held lies in its folder, and with a temporary one nobody is to go on with it.
            if (IsKept)
                tell(HostProgram.NotGivenBackText(e));
        }
    }

    /// <summary>Nobody waits for its end: a redis-server that stands still would outlive it, and the folder stay.</summary>
    private void LeaveNothing()
    {
        if (own?.Redis is { } redis)
            UnixSignals.Send(redis.ProcessId, UnixSignal.Kill);
        temporary?.Dispose();
    }

    private static RunHost Running(HostAddress address, IReadOnlyList<KeyValuePair<string, string?>> given, Action<string> tell) => given.Count == 0
        ? new(address, null, null, tell, CancellationToken.None)
        : throw new CliException(ExitCodes.Usage, $"--set is for a host that this command starts, and the one at {address.Url} runs already: start that with the setting, or change it by swarm config set {given[0].Key}=...");

    private static async Task<RunHost> StartAsync(string? data, HostSettings read, Action<string> tell, CancellationToken cancellation)
    {
        var temporary = data is null ? new TempFolder("run") : null;
        try
        {
            var settings = read with
            {
                Data = data ?? temporary!.Path,
                Redis = null,
                Broker = null,
                Prefix = "",
                Listen = null,
                Token = null,
                EventBridge = false, // nobody can listen
                QuorumQueues = false,
                Logging = new HostLogging { Console = false, FileSizeMb = read.Logging.FileSizeMb, KeptFiles = read.Logging.KeptFiles },
                Sections = new ConfigurationBuilder().AddInMemoryCollection(temporary is null ? [] : Cache()).AddConfiguration(read.Sections).Build(),
            };
            var host = await SwarmHost.StartAsync(settings, cancellation).ConfigureAwait(false);
            return new(new HostAddress(host.Address, host.Token, "the host of this run"), host, temporary, tell, cancellation);
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
