namespace Swarm.Messaging.Wasmtime.Sandbox;

/// <summary>Thrown by the epoch callback through the guest's frames when its time is over; never leaves the sandbox.</summary>
internal sealed class GuestTimeoutException : Exception;
