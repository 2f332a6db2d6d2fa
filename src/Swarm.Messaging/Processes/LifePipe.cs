using System.IO.Pipes;

namespace Swarm.Messaging.Processes;

/// <summary>A pipe that is open for as long as this process lives. Nothing is written to it: its end is the message. No child inherits either end.</summary>
internal static class LifePipe
{
    private static readonly AnonymousPipeServerStream Pipe = new(PipeDirection.Out, HandleInheritability.None);

    /// <summary>The end to read, for whoever may look into this process's <c>/proc/PID/fd</c>.</summary>
    public static int Descriptor => (int)Pipe.ClientSafePipeHandle.DangerousGetHandle();
}
