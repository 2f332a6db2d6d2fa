namespace Swarm.Messaging.Wasmtime.Sandbox;

/// <summary>Stops a guest that has done too much of something; its session says what.</summary>
internal sealed class GuestExcessException : Exception;
