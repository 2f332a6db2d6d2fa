namespace Swarm.Messaging.Wasmtime.Sandbox;

/// <summary>How modules become machine code. The default is what nearly everything runs as; the switches are for attempts that recover.</summary>
[Flags]
internal enum SandboxVariant
{
    Default = 0,

    /// <summary>Compiled without optimisations: another way through the compiler.</summary>
    Plain = 1,

    /// <summary>Every access to memory is checked by an instruction of its own instead of by guard pages and signals.</summary>
    Checked = 2,

    /// <summary>With debug information: the stack of a trap names source lines where the module has them.</summary>
    Debug = 4,

    /// <summary>As byte code, by the interpreter of the runtime.</summary>
    Interpreted = 8,
}
