using System.Collections;
using Swarm.Messaging.Cli.Api;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Processes;
using Swarm.Messaging.Swarms.Leadership;

namespace Swarm.Messaging.Cli.Fleet;

/// <summary>One <c>swarm up</c> as a process of its own, that can be killed, paused, cut off, and started again.</summary>
internal sealed class FleetHost : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(90);

    private readonly string token = Guid.NewGuid().ToString("N");
    private readonly string data;
    private readonly IReadOnlyList<string> command;
    private readonly IHostNetwork? network;
    private ChildProcess? process;
    private volatile ApiClient? api;

    /// <param name="folder">Its own: logs, address, temporary files.</param>
    /// <param name="command">What is started; its data folder follows.</param>
    /// <param name="network">Null: none that could fail.</param>
    public FleetHost(string name, string folder, IReadOnlyList<string> command, IHostNetwork? network)
    {
        (Name, data, this.command, this.network) = (name, folder, command, network);
        Directory.CreateDirectory(folder);
    }

    public string Name { get; }

    public int ProcessId => process?.Id ?? 0;

    /// <summary>Null while it has not started.</summary>
    public ApiClient? Api => process is { HasExited: false } ? api : null;

    /// <summary>Whether it is this process that the store knows under that name.</summary>
    public bool Is(string? hostId) => hostId is not null && hostId.Contains($"-{ProcessId}-", StringComparison.Ordinal);

    public bool Is(SwarmLeader? leader) => Is(leader?.HostId);

    /// <summary>Returns when it answers; one that runs is killed before.</summary>
    /// <exception cref="FleetException">It ended instead.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await EndAsync().ConfigureAwait(false);
        var up = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process = await ChildProcess.StartAsync(new(command[0], [.. command.Skip(1), "--data", data])
        {
            Environment = Variables(), Output = line => Read(line, up),
        }).ConfigureAwait(false);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(StartPatience);
        if (await Task.WhenAny(up.Task, process.Exited, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, patience.Token)).ConfigureAwait(false) != up.Task)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new FleetException($"{Name} did not start: {string.Join(' ', await process.LastLinesAsync(TimeProvider.System).ConfigureAwait(false))}");
        }

        api = new ApiClient(new HostAddress(await up.Task.ConfigureAwait(false), token, Name));
    }

    /// <summary>kill -9.</summary>
    public Task KillAsync() => process?.KillAsync() ?? Task.CompletedTask;

    /// <summary>SIGTERM: it gives back what it has.</summary>
    public Task StopAsync() => process?.StopAsync(StartPatience, TimeProvider.System) ?? Task.CompletedTask;

    public void Pause() => process?.Signal(UnixSignal.Stop);

    public void Continue() => process?.Signal(UnixSignal.Continue);

    /// <summary>Nothing comes through to Redis and broker; connections stay.</summary>
    public Task StallAsync() => network?.StallAsync() ?? Task.CompletedTask;

    /// <summary>Connections to Redis and broker break, new ones are refused.</summary>
    public Task CutAsync() => network?.CutAsync() ?? Task.CompletedTask;

    public Task HealAsync() => network?.HealAsync() ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await EndAsync().ConfigureAwait(false);
        if (network is not null)
            await network.DisposeAsync().ConfigureAwait(false);
    }

    private async Task EndAsync()
    {
        api?.Dispose();
        api = null;
        if (process is not null)
            await process.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The banner tells when it answers, and where.</summary>
    private static void Read(string line, TaskCompletionSource<Uri> up)
    {
        if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["API", var address, ..])
            up.TrySetResult(new Uri(address));
    }

    /// <summary>What is set for a host of the user's own is not for these; and a killed process cannot tidy up.</summary>
    private Dictionary<string, string?> Variables()
    {
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(v => (string)v.Key)
            .Where(n => n.StartsWith(SettingsReader.EnvironmentPrefix, StringComparison.OrdinalIgnoreCase)).ToDictionary(n => n, string? (_) => null, StringComparer.Ordinal);
        // Not an argument: whoever lists processes would see it.
        variables["SWARM_HTTP__TOKEN"] = token;
        variables["TMPDIR"] = Directory.CreateDirectory(Path.Combine(data, "tmp")).FullName;
        return variables;
    }
}
