using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Host;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>The host. Each option stands for a setting of the same meaning; <see cref="SettingsReader"/> joins them with file and environment.</summary>
internal static class UpCommand
{
    private static readonly (string Option, string Setting, string HelpName, string Description)[] Texts =
    [
        ("--data", "Data", "FOLDER", "Logs and, embedded, all state [default: ./data]"),
        ("--broker", "Broker", "URL", "RabbitMQ: amqp://user:password@host:5672/vhost, amqps:// for TLS [default: in memory]"),
        ("--redis", "Redis", "ADDRESS", "Redis: redis://host:6379, rediss:// for TLS, or a client configuration [default: a redis-server of its own]"),
        ("--listen", "Http:Listen", "ADDRESS:PORT", "Where the HTTP API listens [default: a free port of 127.0.0.1; 127.0.0.1:7070 with --redis]"),
        ("--token", "Http:Token", "TOKEN", "What callers must show [default: made up, and written to endpoint.json of the data folder]"),
        ("--prefix", "Prefix", "NAME", "Before every queue and key, so that installations can share a broker and a Redis"),
    ];

    private static readonly (string Option, string Setting, bool Value, string Description)[] Flags =
    [
        ("--durable", "Durable", true, "Embedded: fsync before every answer, so that a power cut loses nothing accepted"),
        ("--allow-unsafe", "AllowUnsafe", true, "Start in spite of Redis settings that can lose data"),
        ("--quorum-queues", "QuorumQueues", true, "For a broker that is a cluster"),
        ("--no-event-bridge", "EventBridge", false, "No single events on swarm.events"),
    ];

    public static Command Create() => Create("up", (_, settings) => settings);

    /// <param name="complete">Adds what no setting says.</param>
    public static Command Create(string name, Func<ParseResult, HostSettings, HostSettings> complete)
    {
        var command = new Verb(
            name,
            "Runs a host: takes commands, does the work, serves the HTTP API. Ctrl-C stops it in good order",
            """
            swarm up                                        embedded: everything in ./data, no services needed
            swarm up --data /var/lib/swarm --listen 127.0.0.1:7070
            swarm up --broker amqp://localhost --redis localhost:6379 --token "$TOKEN"
            swarm up --set Tasks:Retention=12h              also as SWARM_TASKS__RETENTION, or in appsettings.json: {"Swarm":{"Tasks":{"Retention":"12h"}}}
            """);
        var texts = Texts.Select(t => (t.Setting, Option: new Option<string?>(t.Option) { Description = t.Description, HelpName = t.HelpName })).ToList();
        var flags = Flags.Select(f => (f.Setting, f.Value, Option: new Option<bool>(f.Option) { Description = f.Description })).ToList();
        texts.ForEach(t => command.Add(t.Option));
        flags.ForEach(f => command.Add(f.Option));
        var settings = CommandSettings.AddTo(command, "Any other setting, as NAME=VALUE; may be repeated");
        command.SetAction((parse, cancellation) =>
        {
            var options = texts.Select(t => KeyValuePair.Create(t.Setting, parse.GetValue(t.Option)))
                .Concat(flags.Where(f => parse.GetValue(f.Option)).Select(f => KeyValuePair.Create(f.Setting, (string?)(f.Value ? "true" : "false"))))
                .Concat(settings.Given(parse));
            return SwarmHost.RunAsync(complete(parse, CommandSettings.Read(options)), cancellation);
        });
        return command;
    }
}
