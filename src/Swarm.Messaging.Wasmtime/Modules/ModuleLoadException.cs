namespace Swarm.Messaging.Wasmtime.Modules;

/// <summary>A module that cannot be run at all. Becomes the value <c>compilation_error</c> at the edge of the sandbox.</summary>
internal sealed class ModuleLoadException : Exception
{
    public ModuleLoadException(string message)
        : base(message)
    {
    }

    public ModuleLoadException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
