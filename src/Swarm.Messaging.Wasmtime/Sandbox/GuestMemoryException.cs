namespace Swarm.Messaging.Wasmtime.Sandbox;

/// <summary>The guest's allocator had no room for what it is to work on; never leaves the sandbox.</summary>
internal sealed class GuestMemoryException : Exception;
