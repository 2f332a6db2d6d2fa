using Serilog;
using Swarm.Messaging.Cli.Api;
using Swarm.Messaging.Cli.Logging;
using Swarm.Messaging.Client;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Contracts.Agents;

namespace Swarm.Messaging.Cli.Agents;

/// <summary>An agent as a program of its own: registers, works until it is told to stop, drains.</summary>
internal static class AgentProgram
{
    /// <param name="host">Over HTTP; null with a broker.</param>
    /// <param name="started">Told once it runs, and whether it is registered already.</param>
    /// <returns>What can be said when it has stopped.</returns>
    public static async Task<string> RunAsync(
        AgentConfig config, HostAddress? host, Uri? broker, string prefix, Action<SwarmAgentOptions, bool> started, CancellationToken cancellation)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddSerilog(HostLog.OfAgent(), dispose: true);
        SwarmAgentOptions? agent = null;
        builder.Services.AddSwarmAgent(o =>
        {
            (o.Broker, o.Prefix) = (broker, prefix);
            if (host is { Folder: { } folder })
                (o.Data, o.Token) = (folder, host.GivenToken);
            else
                (o.Address, o.Token) = (host?.Url, host?.Token);
            Configure(o, config);
            agent = o;
        });
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = agent!.DrainTimeout * 2);
        using var program = builder.Build();
        try
        {
            await program.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (SwarmClientException e)
        {
            throw new CliException(e.Transient ? ExitCodes.NoHost : ExitCodes.Rejected, e.Message, e);
        }

        var heartbeats = program.Services.GetRequiredService<AgentHeartbeats>();
        started(agent!, heartbeats.IsRegistered);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await program.StopAsync(CancellationToken.None).ConfigureAwait(false);
        if (program is IAsyncDisposable disposable)
            await disposable.DisposeAsync().ConfigureAwait(false);
        return heartbeats.Farewell;
    }

    private static void Configure(SwarmAgentOptions options, AgentConfig config)
    {
        if (config.Id is { } id)
            options.AgentId = id;
        (options.Type, options.MaxCapacity, options.Tags) = (config.Type, config.Capacity, config.Tags);
        var handler = new CommandHandler(config, TimeProvider.System);
        foreach (var command in config.Commands)
        {
            foreach (var operation in command.Operations ?? ["*"])
                options.Handle(command.Kind, operation, handler.HandleAsync);
        }

        var code = config.Commands.Where(c => c.Kind == "code").ToList();
        if (code.Count > 0)
        {
            options.Capabilities = new AgentCapabilities
            {
                FileTypes = All(code.Select(c => c.FileTypes)),
                Operations = All(code.Select(c => c.Operations)),
                Specializations = config.Specializations.Count == 0 ? null : config.Specializations,
            };
        }
    }

    private static string[]? All(IEnumerable<IReadOnlyList<string>?> lists)
    {
        var all = lists.ToList();
        return all.Exists(l => l is null) ? null : [.. all.SelectMany(l => l!).Distinct()];
    }
}
