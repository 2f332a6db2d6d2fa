using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests;
using Swarm.Messaging.Integration.Tests.Http;
using Swarm.Messaging.Processes;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Samples.Crm;

namespace Swarm.Messaging.Crm.Tests.Samples;

/// <summary>What <c>samples/crm/README.md</c> has started: the CRM, an embedded host, the REST agent crm-1. Examples run in a folder with <c>./swarm</c> and <c>./data</c>.</summary>
public sealed class SampleWorld : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TempFolder folder = new("samples");
    private SwarmHost host = null!;
    private IHost agent = null!;

    internal static string[] Names { get; } =
        [.. Directory.GetFiles(Examples, "*.sh").Select(f => Path.GetFileNameWithoutExtension(f)).Where(n => n != "common").Order(StringComparer.Ordinal)];

    private static string Examples => Path.Combine(Checkout.Folder, "samples", "crm", "examples");

    internal CrmApp Crm { get; private set; } = null!;

    internal Api Api { get; private set; } = null!;

    /// <summary>Each example has a client of its own, so that several can run at a time.</summary>
    public async Task InitializeAsync()
    {
        Crm = await CrmApp.StartAsync(new CrmSettings { Data = folder.Combine("crm"), Clients = Names, Contacts = 1, Faults = new FaultSettings { FailFirst = 2 } });
        host = await SwarmHost.StartAsync(new HostSettings
        {
            Data = folder.Combine("data"), Listen = "127.0.0.1:0", Logging = new HostLogging { Console = false }, Sections = new ConfigurationBuilder().Build(),
        });
        Api = new Api(host.Address, host.Token);
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddCrmRestAgent(
            new CrmAgentOptions { Operations = CrmWorld.ShippedOperations, BaseAddress = Crm.Address, Credentials = Crm.CredentialsFile, Data = folder.Combine("agent") },
            o => (o.AgentId, o.Address, o.Token) = ("crm-1", host.Address, host.Token));
        agent = builder.Build();
        await agent.StartAsync();
        var script = folder.Combine("swarm");
        await File.WriteAllTextAsync(script, $"""
            #!/bin/sh
            program='{Checkout.Program}'
            if [ "$1" = crm-agent ]; then program='{typeof(CrmAgentOptions).Assembly.Location}'; shift; fi
            exec dotnet exec "$program" "$@"

            """);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public async Task DisposeAsync()
    {
        await agent.StopAsync();
        await ((IAsyncDisposable)agent).DisposeAsync();
        Api.Dispose();
        await host.DisposeAsync();
        await Crm.DisposeAsync();
        folder.Dispose();
    }

    internal void Advance(TimeSpan time) => host.Services.GetRequiredService<StoreClock>().Advance(time);

    /// <summary>Rows of the example's client.</summary>
    internal long Count(string example, string fromWhere) => Crm.Data.Count($"select count(*) from {fromWhere} and client = $client", ("client", example));

    /// <summary>Paths of the calls of the REST interface for the example's client, in their order.</summary>
    internal IReadOnlyList<string> Calls(string example) =>
        [.. Crm.Data.All("select method, path, status from accessLog where client = $client order by id", ("client", example))
            .Select(r => $"{r["method"]} {((string)r["path"]!).Split($"/{example}", 2)[1]} {r["status"]}")];

    /// <summary>Runs it to its end, which is a good one.</summary>
    /// <returns>What it said.</returns>
    internal async Task<string> RunAsync(string example, Action<string>? line = null)
    {
        var said = new ConcurrentQueue<string>();
        await using var child = await ChildProcess.StartAsync(new(
            "bash", [Path.Combine(Examples, $"{example}.sh"), example, $"{Array.IndexOf(Names, example) + 1}", Crm.Address.ToString(), Crm.CredentialsFile])
        {
            WorkingDirectory = folder.Path,
            Output = text =>
            {
                said.Enqueue(text);
                line?.Invoke(text);
            },
        });
        var code = await child.Exited.WaitAsync(Patience);
        await child.LastLinesAsync(TimeProvider.System); // the output has ended
        var all = string.Join('\n', said);
        code.ShouldBe(0, all);
        return all;
    }
}
