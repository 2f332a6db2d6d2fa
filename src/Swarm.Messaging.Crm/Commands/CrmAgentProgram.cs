using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Swarm.Messaging.Client;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Client.Agents.Effects;

namespace Swarm.Messaging.Crm.Commands;

/// <summary>The agent from its start to its stop.</summary>
internal static class CrmAgentProgram
{
    public static async Task RunAsync(
        CrmAgentOptions options, bool isBrowser, SystemAddress system, string? id, int capacity, TextWriter output, CancellationToken cancellation)
    {
        if (File.Exists(options.Data))
            throw new JournalException($"--folder is '{options.Data}', and that is a file: name another --folder, of which the agent makes what is not there.");
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddConsole(o => (o.FormatterName, o.LogToStandardErrorThreshold) = (LineFormatter.FormatterName, LogLevel.Trace))
            .AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>()
            // Why it could not start is the command's last word, once.
            .SetMinimumLevel(LogLevel.Warning).AddFilter("Swarm", LogLevel.Information).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        SwarmAgentOptions? agent = null;
        void Connect(SwarmAgentOptions o)
        {
            (o.Address, o.Data, o.Token, o.Broker, o.Prefix, o.MaxCapacity) = (system.Host, system.Data, system.Token, system.Broker, system.Prefix, capacity);
            o.AgentId = id ?? o.AgentId;
            agent = o;
        }

        if (isBrowser)
            builder.Services.AddCrmBrowserAgent(options, Connect);
        else
            builder.Services.AddCrmRestAgent(options, Connect);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = agent!.DrainTimeout * 2);
        var program = builder.Build();
        try
        {
            Open(program.Services);
            await program.StartAsync(cancellation).ConfigureAwait(false);
            await output.WriteLineAsync(
                program.Services.GetRequiredService<AgentHeartbeats>().IsRegistered
                    ? $"CRM agent {agent!.AgentId} works on {options.BaseAddress} and offers {capacity} tasks at a time. Ctrl-C stops it."
                    : $"CRM agent {agent!.AgentId} is not registered: the system does not answer. It asks every second, and works on {options.BaseAddress} once it is. Ctrl-C stops it.").ConfigureAwait(false);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await program.StopAsync(CancellationToken.None).ConfigureAwait(false);
            await output.WriteLineAsync(program.Services.GetRequiredService<AgentHeartbeats>().Farewell).ConfigureAwait(false);
        }
        finally
        {
            await ((IAsyncDisposable)program).DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The agent's own folder, before anybody counts on the agent.</summary>
    /// <exception cref="JournalException">Another agent has it, or it is damaged.</exception>
    private static void Open(IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<EffectJournal>();
        }
        catch (SwarmClientException e)
        {
            throw new JournalException(e.Message, e);
        }
    }
}
