using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Worker;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>What a pool starts; for people only to try a worker by hand.</summary>
internal static class WorkerCommand
{
    public const string Name = "worker";

    public static Command Create()
    {
        var command = new Verb(Name, "Is a worker process of a pool: messages on stdin and stdout, docs/worker-protocol.md", "swarm worker") { Hidden = true };
        command.SetAction(_ => ShippedWorker.Run());
        return command;
    }
}
