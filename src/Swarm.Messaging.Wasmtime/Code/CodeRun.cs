using Swarm.Messaging.Wasmtime.Modules;

namespace Swarm.Messaging.Wasmtime.Code;

/// <summary>A call that is ready to run: what it is, in which module, and what it is about.</summary>
internal sealed record CodeRun(CodePayload Payload, ModuleManifest Module, CodeStep.Call Step);
