namespace Swarm.Messaging.Cli.Services;

/// <summary>
/// Everything that keeps one broker apart from every other on the machine: its ports, node name, cookie, data, logs and its own
/// port mapper. All listen on loopback only.
/// </summary>
internal sealed class RabbitMqNode
{
    private readonly TempFolder _folder;
    private readonly int[] _ports = FreePort.Take(3);

    /// <param name="configuration">Further lines of rabbitmq.conf.</param>
    public RabbitMqNode(TempFolder folder, string configuration)
    {
        _folder = folder;
        File.WriteAllText(folder.Combine("rabbitmq.conf"), $"listeners.tcp.1 = 127.0.0.1:{Port}\n{configuration}\n");
        // No plugins: management costs start time and memory, and nothing here asks it.
        File.WriteAllText(folder.Combine("enabled_plugins"), "[].\n");
    }

    public int Port => _ports[0];

    public int DistributionPort => _ports[1];

    public int MapperPort => _ports[2];

    public string LogFolder => _folder.Combine("log");

    public string Name => $"swarm-{Port}@localhost";

    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        ["HOME"] = _folder.Path, // the Erlang cookie lies there
        ["ERL_EPMD_PORT"] = $"{MapperPort}",
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODENAME"] = Name,
        ["RABBITMQ_NODE_PORT"] = $"{Port}",
        ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_DIST_PORT"] = $"{DistributionPort}",
        ["RABBITMQ_MNESIA_BASE"] = _folder.Combine("data"),
        ["RABBITMQ_LOG_BASE"] = LogFolder,
        ["RABBITMQ_CONFIG_FILE"] = _folder.Combine("rabbitmq.conf"),
        ["RABBITMQ_CONF_ENV_FILE"] = _folder.Combine("rabbitmq-env.conf"), // absent: the machine's own is not read
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = _folder.Combine("enabled_plugins"),
        ["RABBITMQ_PID_FILE"] = _folder.Combine("rabbitmq.pid"),
        // So that the script becomes the broker by exec. Otherwise it stays its parent, and a signal or a death would only meet the shell.
        ["RABBITMQ_ALLOW_INPUT"] = "1",
        // The port mapper is a child of ours: one that Erlang starts would be a daemon and outlive everybody.
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-noinput -start_epmd false -kernel inet_dist_use_interface {127,0,0,1}",
    };
}
