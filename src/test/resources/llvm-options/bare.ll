; Functions that name no processor, with a profile: see CarriedLlvmOptionsE2eTest.
; PTR is the type of a pointer to i32.
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-f80:128-n8:16:32:64-S128"
target triple = "x86_64-pc-linux-gnu"
declare i32 @callee(i32)
@coldg = internal global i32 3
@hotg = internal global i32 5
@coldc = private constant [4 x i32] [i32 1, i32 2, i32 3, i32 9]
define i32 @split(i32 %x) !prof !10 {
entry:
  %c = icmp eq i32 %x, 7
  br i1 %c, label %cold, label %hot, !prof !11
cold:
  %a = call i32 @callee(i32 3)
  %a1 = call i32 @callee(i32 %a)
  %a2 = call i32 @callee(i32 %a1)
  %a3 = mul i32 %a2, %a
  ret i32 %a3
hot:
  %b = call i32 @callee(i32 %x)
  %b1 = call i32 @callee(i32 %b)
  ret i32 %b1
}
define i32 @hotf(i32 %x) !prof !10 {
  store i32 1, PTR @hotg
  %g = load volatile i32, PTR @hotg
  %b = call i32 @callee(i32 %g)
  ret i32 %b
}
define i32 @coldf(i32 %x) !prof !12 {
  store i32 %x, PTR @coldg
  %b = call i32 @callee(i32 %x)
  ret i32 %b
}
define i32 @getc() !prof !12 {
  %r = load i32, PTR @coldg
  ret i32 %r
}
define <8 x i32> @vector(<8 x i32> %a, <8 x i32> %b) {
  %c = mul <8 x i32> %a, %b
  ret <8 x i32> %c
}
define void @async(PTR swiftasync %ctx) "frame-pointer"="all" {
  %r = call i32 @callee(i32 3)
  ret void
}
!llvm.module.flags = !{!0}
!0 = !{i32 1, !"ProfileSummary", !1}
!1 = !{!2, !3, !4, !5, !6, !7, !8, !9}
!2 = !{!"ProfileFormat", !"InstrProf"}
!3 = !{!"TotalCount", i64 100000}
!4 = !{!"MaxCount", i64 10000}
!5 = !{!"MaxInternalCount", i64 1}
!6 = !{!"MaxFunctionCount", i64 10000}
!7 = !{!"NumCounts", i64 3}
!8 = !{!"NumFunctions", i64 3}
!9 = !{!"DetailedSummary", !13}
!10 = !{!"function_entry_count", i64 10000}
!11 = !{!"branch_weights", i32 0, i32 10000}
!12 = !{!"function_entry_count", i64 0}
!13 = !{!14, !15, !16}
!14 = !{i32 10000, i64 10000, i32 1}
!15 = !{i32 990000, i64 5000, i32 2}
!16 = !{i32 999999, i64 1, i32 3}
