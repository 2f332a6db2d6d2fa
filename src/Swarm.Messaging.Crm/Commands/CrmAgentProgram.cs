using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Swarm.Messaging.Client.Agents;

namespace Swarm.Messaging.Crm.Commands;

/// <summary>The agent from its start to its stop.</summary>
internal static class CrmAgentProgram
{
    public static async Task RunAsync(
        CrmAgentOptions options, bool isBrowser, SystemAddress system, string? id, int capacity, TextWriter output, CancellationToken cancellation)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddSimpleConsole(o => o.SingleLine = true).SetMinimumLevel(LogLevel.Warning).AddFilter("Swarm", LogLevel.Information);
        builder.Services.Configure<ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
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
            await program.StartAsync(cancellation).ConfigureAwait(false);
            await output.WriteLineAsync($"CRM agent {agent!.AgentId} works on {options.BaseAddress} and offers {capacity} tasks at a time. Ctrl-C stops it.").ConfigureAwait(false);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await program.StopAsync(CancellationToken.None).ConfigureAwait(false);
            await output.WriteLineAsync("Stopped. What had not begun went back.").ConfigureAwait(false);
        }
        finally
        {
            await ((IAsyncDisposable)program).DisposeAsync().ConfigureAwait(false);
        }
    }
}
