namespace Swarm.Messaging.Processes;

/// <summary>The signals we send; the numbers are those of Linux.</summary>
internal enum UnixSignal
{
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}
