using System.CommandLine;
using Swarm.Messaging.Cli.Agents;
using Swarm.Messaging.Cli.Api;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>The ready agent: commands that an operator configures, run for tasks.</summary>
internal static class AgentCommand
{
    public static Command Create(CliConsole console)
    {
        var line = new Argument<string[]>("COMMAND") { Description = "After --: the program and its arguments; {file} is the task's content", Arity = ArgumentArity.ZeroOrMore };
        var config = new Option<string?>("--config") { Description = "JSON: id, capacity, tags, and commands with all their limits", HelpName = "FILE" };
        var id = new Option<string?>("--id") { Description = "The agent's name [default: the machine's, and six characters]", HelpName = "ID" };
        var operations = new Option<string?>("--operations") { Description = "What COMMAND is for, e.g. test,optimize [default: all]", HelpName = "NAMES" };
        var types = new Option<string?>("--file-types") { Description = "Which files it takes, e.g. py,rs [default: all]", HelpName = "NAMES" };
        var kind = new Option<string>("--kind") { Description = "The kind of task", HelpName = "KIND", DefaultValueFactory = _ => "code" };
        var capacity = new Option<int>("--capacity") { Description = "Commands at a time; with --kind ghl the host gives at most 5 unless Agents:WorkloadStep is smaller (swarm config)", HelpName = "N", DefaultValueFactory = _ => AgentConfig.DefaultCapacity };
        var timeout = new Option<TimeSpan?>("--timeout") { Description = "After this COMMAND is killed [default: 60s]", HelpName = "DURATION", CustomParser = Duration.AboveZero };
        var broker = new Option<Uri?>("--broker") { Description = "Work over RabbitMQ instead of HTTP: amqp://user:password@host:5672/vhost", HelpName = "URL", CustomParser = BrokerAddress.Of };
        var prefix = new Option<string>("--prefix") { Description = "With --broker: the installation's", HelpName = "NAME", DefaultValueFactory = _ => "" };
        var command = new Verb(
            "agent",
            "Is an agent: runs commands of yours for tasks, without a shell. Ctrl-C stops it in good order",
            """
            swarm agent --operations test --file-types py -- python3 -m unittest -v {fileName}
            swarm agent --operations test --file-types js -- node --test {file}
            swarm agent --kind image --operations resize -- ./resize.sh {payload}
            swarm agent --config agent.json --broker amqp://localhost
            """) { line, config, id, operations, types, kind, capacity, timeout, broker, prefix };
        command.Validators.Add(result =>
        {
            if ((result.GetValue(config) is null) == (result.GetValue(line) is not { Length: > 0 }))
                result.AddError("Give either --config FILE or a command after --, as in: swarm agent --operations test -- node --test {file}.");
        });
        var host = ApiOptions.AddTo(command);
        command.SetAction(async (parse, cancellation) =>
        {
            var way = parse.GetValue(broker);
            var address = way is null ? HostFinder.Find(host.Choice(parse), Environment.GetEnvironmentVariable) : null;
            AgentConfig settings;
            if (parse.GetValue(config) is { } file)
            {
                settings = AgentConfigReader.Read(await InputFile.ReadAsync(file, console, cancellation).ConfigureAwait(false), file);
            }
            else
            {
                var usual = new OperatorCommand { Command = parse.GetValue(line)!, Kind = parse.GetValue(kind)! };
                settings = AgentConfigReader.Checked(
                    new AgentConfig
                    {
                        Capacity = parse.GetValue(capacity),
                        Commands = [usual with { Operations = Names(parse.GetValue(operations)), FileTypes = Names(parse.GetValue(types)), Timeout = parse.GetValue(timeout) ?? usual.Timeout }],
                    },
                    "The command line");
            }

            if (parse.GetValue(id) is { } name)
                settings = AgentConfigReader.Checked(settings with { Id = name }, "The command line");
            var system = address?.Url ?? new Uri(way!.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped));
            var farewell = await AgentProgram.RunAsync(
                settings, address, way, parse.GetValue(prefix)!,
                (agent, registered) => console.Out.WriteLine(registered
                    ? $"Agent {agent.AgentId} works for {system}, {settings.Capacity} at a time. Ctrl-C stops it."
                    : $"Agent {agent.AgentId} is not registered: {system} does not answer. It asks every second and works once it is. Ctrl-C stops it."),
                cancellation).ConfigureAwait(false);
            console.Out.WriteLine(farewell);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string[]? Names(string? text) => text?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
