namespace Swarm.Messaging.Wasmtime.Sandbox;

/// <summary>How a module is talked to. Modules/README.md describes each.</summary>
internal enum GuestProtocol
{
    /// <summary>An export per operation; content in, JSON out.</summary>
    Operations,

    /// <summary>A WASI preview 1 program: JSON on stdin, JSON on stdout.</summary>
    Command,

    /// <summary>The formatter of Go.</summary>
    Gofmt,

    /// <summary>A formatter made for dprint, its plugin interface 4.</summary>
    Dprint,

    /// <summary>A JavaScript engine.</summary>
    QuickJs,
}
