using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Durability;
using Swarm.Messaging.Processes;
using Swarm.Messaging.Redis.Embedded;
using Swarm.Messaging.Workers.Pool;

namespace Swarm.Messaging.Integration.Tests.Hosts;

/// <summary>
/// What this assembly does when it is started as a program: it is a host that a test can kill. It starts what its first argument
/// names, writes <c>ready</c> and the facts a test needs, and waits to be killed.
/// </summary>
internal static class Host
{
    public const string Ready = "ready";

    /// <summary>A whole host; its further arguments are the folder of the <see cref="Journal"/> and settings as <c>name=value</c>.</summary>
    public const string Swarm = "swarm";

    /// <summary>An agent that begins tasks of kind text and never ends one; its arguments are its id, a host's address and the token.</summary>
    public const string Agent = "agent";

    /// <summary>A pool of worker processes; its further arguments are their command and number, or their command, a file of commands, and a task's type and payload.</summary>
    public const string Workers = "workers";

    private static async Task Main(string[] arguments)
    {
        var facts = arguments switch
        {
            ["embedded-redis", var folder] => await EmbeddedRedisAsync(folder),
            ["child", var guard] => await ChildAsync(Enum.Parse<ProcessGuard>(guard)),
            ["rabbitmq"] => await RabbitMqAsync(),
            [Agent, var id, var address, var token] => await AgentAsync(id, new Uri(address), token),
            [Workers, var command, var count] => await WorkersAsync(command, int.Parse(count)),
            [Workers, var command, var commandsFile, var type, var payload] => await WorkingAsync(command, commandsFile, type, payload),
            [Swarm, var journal, .. var settings] => await SwarmAsync(journal, settings),
            _ => throw new ArgumentException($"No such host: {string.Join(' ', arguments)}"),
        };
        Console.WriteLine($"{Ready} {facts}");
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
    }

    private static async Task<string> EmbeddedRedisAsync(string folder)
    {
        var redis = await EmbeddedRedis.StartAsync(new() { DataFolder = folder }, TimeProvider.System, NullLogger.Instance);
        return $"{redis.ProcessId} {redis.SocketPath}";
    }

    private static async Task<string> ChildAsync(ProcessGuard guard)
    {
        var child = await ChildProcess.StartAsync(new("sleep", ["3600"]) { Guard = guard });
        return $"{child.Id}";
    }

    private static async Task<string> RabbitMqAsync()
    {
        var server = await RabbitMqServer.StartAsync();
        return $"{server.ProcessId} {server.MapperProcessId}";
    }

    private static async Task<string> AgentAsync(string id, Uri address, string token)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSwarmAgent(o =>
        {
            (o.AgentId, o.Address, o.Token, o.Heartbeat) = (id, address, token, TimeSpan.FromSeconds(1));
            o.Handle("text", "*", async (_, cancellation) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
                return AgentResult.Ok();
            });
        });
        await builder.Build().StartAsync();
        return id;
    }

    private static async Task<string> WorkersAsync(string command, int count)
    {
        var pool = new WorkerPool(new() { PoolSize = count, MinWorkers = 1, Command = command }, TimeProvider.System, NullLogger<WorkerPool>.Instance);
        await pool.StartAsync(CancellationToken.None);
        return string.Join(' ', pool.Read((core, _) => core.Slots.Select(s => s.Pid).ToArray()));
    }

    private static async Task<string> WorkingAsync(string command, string commandsFile, string type, string payload)
    {
        var pool = new WorkerPool(
            new() { PoolSize = 1, MinWorkers = 1, Command = command, CommandsFile = commandsFile }, TimeProvider.System, NullLogger<WorkerPool>.Instance);
        await pool.StartAsync(CancellationToken.None);
        pool.Submit(new PoolTask { Id = "t", Type = type, Payload = System.Text.Encoding.UTF8.GetBytes(payload), Timeout = TimeSpan.FromMinutes(5) });
        return $"{pool.Read((core, _) => core.Slots[0].Pid)}";
    }

    private static async Task<string> SwarmAsync(string journal, string[] settings)
    {
        var read = SettingsReader.Read(settings.Select(s => s.Split('=', 2)).Select(s => KeyValuePair.Create(s[0], (string?)s[1])));
        var host = await SwarmHost.StartAsync(read with
        {
            Configure = services => services.AddSingleton<ITaskExecutor>(_ => new JournalExecutor(journal)),
        });
        return $"{host.Redis?.ProcessId ?? 0}";
    }
}
