using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Demo;
using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>Stories that are played for somebody who watches, with real processes.</summary>
internal static class DemoCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Verb("demo", "Plays a story with real processes and tells it; exit code 1 when it did not go as it should", "swarm demo swarms --fast");
        command.Add(Swarms(console));
        return command;
    }

    private static Verb Swarms(CliConsole console)
    {
        var fast = new Option<bool>("--fast") { Description = "Interruption after 13 s and recovery 2 s later, instead of 60 and 10" };
        var broker = new Option<Uri?>("--broker")
        {
            Description = "RabbitMQ: amqp://user:password@host:5672/vhost [default: one is started]", HelpName = "URL", CustomParser = BrokerAddress.Of,
        };
        var command = new Verb(
            "swarms",
            "Three swarms on three hosts: messages, tasks, resources; one host is killed, another recovers its swarm and the tasks end",
            """
            swarm demo swarms            with the default times: about two minutes
            swarm demo swarms --fast     with shorter ones
            """) { fast, broker };
        command.SetAction(async (parse, cancellation) =>
        {
            try
            {
                await new SwarmsDemo(parse.GetValue(fast), parse.GetValue(broker), Tell).RunAsync(cancellation).ConfigureAwait(false);
                return ExitCodes.Ok;
            }
            catch (Exception e) when (e is SwarmException and not CliException || e is InvalidOperationException)
            {
                console.Remark($"swarm: {e.Message}");
                return ExitCodes.Failed;
            }
        });
        return command;

        void Tell(string line)
        {
            console.Out.WriteLine(line);
            console.Out.Flush();
        }
    }
}
