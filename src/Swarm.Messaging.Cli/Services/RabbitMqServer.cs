using System.Collections.Concurrent;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Cli.Services;

/// <summary>
/// A RabbitMQ of our own, for tests and benchmarks that need a real one, and that kill, pause and restart it. Gone, with its data,
/// when it is disposed; its processes also when this one is killed.
/// </summary>
internal sealed class RabbitMqServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private readonly string _installation = RabbitMqInstallation.Folder();
    private readonly TempFolder _folder = new("rabbitmq");
    private readonly RabbitMqNode _node;
    private readonly TimeProvider _time;
    private ChildProcess? _mapper;
    private ChildProcess? _broker;

    private RabbitMqServer(TimeProvider time, string configuration)
    {
        _node = new RabbitMqNode(_folder, configuration);
        _time = time;
    }

    public int Port => _node.Port;

    /// <summary>The Erlang node that is the broker.</summary>
    public int ProcessId => _broker!.Id;

    /// <summary>Of the port mapper that belongs to this broker alone.</summary>
    public int MapperProcessId => _mapper!.Id;

    /// <summary>With credentials; <c>guest</c> is accepted because the connection comes over loopback.</summary>
    public Uri Address(string virtualHost = "/") => new($"amqp://guest:guest@127.0.0.1:{Port}/{Uri.EscapeDataString(virtualHost)}");

    /// <param name="configuration">Further lines of rabbitmq.conf.</param>
    public static async Task<RabbitMqServer> StartAsync(
        TimeProvider? time = null, string configuration = "", CancellationToken cancellation = default)
    {
        var server = new RabbitMqServer(time ?? TimeProvider.System, configuration);
        try
        {
            server._mapper = await ChildProcess.StartAsync(new("epmd", ["-port", $"{server._node.MapperPort}", "-address", "127.0.0.1"]))
                .ConfigureAwait(false);
            await server.LaunchAsync(cancellation).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A virtual host of its own, named for the test; takes a second or two.</summary>
    public async Task<Uri> CreateVirtualHostAsync(string name)
    {
        await ControlAsync("add_vhost", name).ConfigureAwait(false);
        await ControlAsync("set_permissions", "-p", name, "guest", ".*", ".*", ".*").ConfigureAwait(false);
        return Address(name);
    }

    /// <summary>Runs rabbitmqctl on this broker and returns what it said.</summary>
    public async Task<string> ControlAsync(params string[] arguments)
    {
        var said = new ConcurrentQueue<string>();
        await using var control = await ChildProcess.StartAsync(new(Path.Combine(_installation, "rabbitmqctl"), ["--node", _node.Name, .. arguments])
        {
            Environment = _node.Environment,
            Output = said.Enqueue,
        }).ConfigureAwait(false);
        var code = await control.Exited.WaitAsync(Patience, _time).ConfigureAwait(false);
        await control.LastLinesAsync(_time).ConfigureAwait(false); // the output has ended
        var text = string.Join(Environment.NewLine, said);
        return code == 0 ? text : throw new InvalidOperationException($"rabbitmqctl {string.Join(' ', arguments)} ended with code {code}: {text}");
    }

    /// <summary>SIGKILL, as a machine would lose it; what it has confirmed stays on disk.</summary>
    public Task KillAsync() => _broker!.KillAsync();

    /// <summary>SIGTERM: it closes its connections and queues in order. False when it had to be killed.</summary>
    public Task<bool> StopAsync() => _broker!.StopAsync(Patience, _time);

    /// <summary>Starts it again on the same port and data; stops it before if it still runs.</summary>
    public async Task RestartAsync(CancellationToken cancellation = default)
    {
        await StopAsync().ConfigureAwait(false);
        await _broker!.DisposeAsync().ConfigureAwait(false);
        await LaunchAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>SIGSTOP: connections stay open and nothing answers.</summary>
    public void Pause() => _broker!.Signal(UnixSignal.Stop);

    public void Resume() => _broker!.Signal(UnixSignal.Continue);

    public async ValueTask DisposeAsync()
    {
        foreach (var child in new[] { _broker, _mapper })
        {
            if (child is not null)
            {
                await child.DisposeAsync().ConfigureAwait(false);
            }
        }

        _folder.Dispose();
    }

    private async Task LaunchAsync(CancellationToken cancellation)
    {
        _broker = await ChildProcess.StartAsync(new(Path.Combine(_installation, "rabbitmq-server"), [])
        {
            Environment = _node.Environment,
            WorkingDirectory = _folder.Path,
        }).ConfigureAwait(false);
        var since = _time.GetTimestamp();
        while (!await AmqpProbe.AnswersAsync(Port, cancellation).ConfigureAwait(false))
        {
            if (_broker.HasExited || _time.GetElapsedTime(since) > Patience)
            {
                var said = string.Join(Environment.NewLine, await _broker.LastLinesAsync(_time).ConfigureAwait(false));
                throw new InvalidOperationException(
                    $"RabbitMQ (process {_broker.Id}) did not start within {Patience.TotalSeconds} s; its log is in {_node.LogFolder}. It said: {said}");
            }

            await Task.WhenAny(_broker.Exited, Task.Delay(Poll, _time, cancellation)).ConfigureAwait(false);
        }
    }
}
